import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** Which sensors of the simulated fleet overheat. */
export const sensorFaultsSchema = z.object({
  /** Ids of sensors that are switched on by hand. */
  overheating: z.array(z.string()).default([]),
  /** Whether a sensor also overheats by itself for a while every few minutes. */
  automatic: z.boolean().default(true),
});
export type SensorFaults = z.infer<typeof sensorFaultsSchema>;

/** The file with which faults are switched; the simulation looks at it every second. */
function faultsFile(dataFolder: string): string {
  return path.join(dataFolder, 'simulate', 'faults.json');
}

/** What is switched on; the defaults when nothing ever was. Throws when the file can't be understood. */
export async function readSensorFaults(dataFolder: string): Promise<SensorFaults> {
  const text = await readFile(faultsFile(dataFolder), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  return sensorFaultsSchema.parse(JSON.parse(text));
}

/** Switches faults; `automatic: false` with no sensors lets the whole fleet cool down. */
export async function writeSensorFaults(dataFolder: string, faults: SensorFaults): Promise<void> {
  const file = faultsFile(dataFolder);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(faults, null, 2)}\n`);
  await rename(`${file}.tmp`, file);
}
