import { readFile } from 'node:fs/promises';

/** Processor time and resident memory of a process so far (Linux). */
export interface ProcessUsage {
  cpuMs: number;
  residentMiB: number;
}

/** Clock ticks and pages of every Linux that Node runs on (x64, arm64). */
const tickMs = 10;
const pageBytes = 4_096;

/** Null where there is no /proc, or the process has ended. */
export async function readProcessUsage(pid: number): Promise<ProcessUsage | null> {
  const [stat, statm] = await Promise.all(
    ['stat', 'statm'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => null)),
  );
  if (!stat || !statm) return null;
  // The name of the command, in parentheses, may hold spaces: fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * tickMs;
  return { cpuMs, residentMiB: Math.round((Number(statm.split(' ')[1]) * pageBytes) / 2 ** 20) };
}
