import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';
import { syncFolder } from '../log/segment.ts';

const hubStateSchema = z.object({
  name: z.string(),
  /** Identity of the log: a hub that is made anew has another one. */
  logId: z.uuid(),
  createdAt: z.iso.datetime(),
  partitionCount: z.number().int().positive(),
});

/** What the folder of a hub says about it; kept in `hub.json`. */
export type HubState = z.infer<typeof hubStateSchema>;

const fileName = 'hub.json';

/** Null when the folder is new. Throws StartError when the file cannot be understood. */
export async function readHubState(folder: string): Promise<HubState | null> {
  const file = path.join(folder, fileName);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const state = hubStateSchema.safeParse(parseJson(text));
  if (state.success) return state.data;
  throw new StartError(
    `The file ${file} is damaged. Restore it, or delete the folder and with it the hub's events.`,
  );
}

export async function writeHubState(folder: string, state: HubState): Promise<void> {
  const file = path.join(folder, fileName);
  const handle = await open(`${file}.tmp`, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(state, null, 2)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.tmp`, file);
  await syncFolder(folder);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
