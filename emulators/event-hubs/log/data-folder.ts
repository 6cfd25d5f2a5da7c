import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '#shared/node/make-folder.ts';
import { StartError } from '#shared/node/run-service.ts';

const lockName = 'lock';
const maxAttempts = 3;

/**
 * Takes a folder for this process until it is disposed. A lock that a killed process left behind is taken over.
 * Throws StartError when another process has the folder, or when it cannot be written.
 */
export async function lockDataFolder(folder: string): Promise<AsyncDisposable> {
  const file = path.join(folder, lockName);
  try {
    await makeFolder(folder);
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (await createLock(file)) return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
      const holder = await readFile(file, 'utf8').catch(() => '');
      const pid = await livingHolder(holder);
      if (pid !== null) {
        throw new StartError(
          `The data folder ${folder} is in use by another broker (process ${pid}): stop it first.`,
        );
      }
      await rm(file, { force: true });
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`The data folder ${folder} cannot be written: ${(error as Error).message}.`);
  }
  throw new StartError(`The data folder ${folder} is being taken by another broker.`);
}

/** Appears with its content or not at all: the link to a finished file fails when the lock is there. */
async function createLock(file: string): Promise<boolean> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify({ pid: process.pid, started: await processStart(process.pid) }));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Number of the process that holds the lock; null when it has ended, also when its number was given anew. */
async function livingHolder(lock: string): Promise<number | null> {
  const holder = parseLock(lock);
  if (!holder) return null;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  return (await processStart(holder.pid)) === holder.started ? holder.pid : null;
}

/** When a process started, in ticks since boot (proc(5), stat field 22); '' where the system has no /proc or it has ended. */
async function processStart(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return state === 'Z' ? '' : (started ?? '');
}

function parseLock(lock: string): { pid: number; started: string } | null {
  try {
    const { pid, started } = JSON.parse(lock) as { pid?: unknown; started?: unknown };
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : null;
  } catch {
    return null;
  }
}
