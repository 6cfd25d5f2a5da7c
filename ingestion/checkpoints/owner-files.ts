import { stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '#shared/node/make-folder.ts';
import { createExclusively, ignoreMissing, numberedName, numbersOf, readJsonFile } from './numbered-files.ts';

const ownerSchema = z.object({
  /** Empty when the partition was given up. */
  ownerId: z.string(),
  host: z.string(),
  processId: z.number().int(),
});

/** Who owns a partition. */
export interface Ownership {
  /** Grows with every change of the owner. */
  fence: number;
  /** Empty when nobody does: it was given up, or its process on this machine is gone. */
  ownerId: string;
  /** Changes with every renewal. */
  etag: string;
  renewedMs: number;
}

/** Null when the partition never had an owner. */
export async function readOwnership(folder: string): Promise<Ownership | null> {
  const fence = (await numbersOf(folder, 'owner')).at(-1);
  if (fence === undefined) return null;
  const file = path.join(folder, numberedName('owner', fence));
  const owner = await readJsonFile(file, ownerSchema);
  const state = await stat(file).catch(ignoreMissing(null));
  // A newer owner has just removed it.
  if (owner === null || state === null) return await readOwnership(folder);
  const ownerId = isAlive(owner) ? owner.ownerId : '';
  return { fence, ownerId, etag: `${fence}:${state.mtimeMs}`, renewedMs: state.mtimeMs };
}

/** Makes `ownerId` the owner when the ownership is still the one that `etag` is of; null when another was faster. */
export async function takeOwnership(
  folder: string,
  ownerId: string,
  etag: string | undefined,
): Promise<Ownership | null> {
  await makeFolder(folder);
  const current = await readOwnership(folder);
  if (current !== null && current.etag !== etag) return null;
  const fence = (current?.fence ?? 0) + 1;
  const owner = { ownerId, host: hostname(), processId: process.pid };
  if (!(await createExclusively(path.join(folder, numberedName('owner', fence)), owner))) return null;
  const taken = await readOwnership(folder);
  return taken?.fence === fence ? taken : null;
}

/** Says that the owner is still there; null when it is not the owner any more. */
export async function renewOwnership(folder: string, fence: number, now: Date): Promise<Ownership | null> {
  const file = path.join(folder, numberedName('owner', fence));
  const isThere = await utimes(file, now, now).then(() => true, ignoreMissing(false));
  const current = isThere ? await readOwnership(folder) : null;
  return current?.fence === fence ? current : null;
}

function isAlive({ host, processId }: z.infer<typeof ownerSchema>): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
