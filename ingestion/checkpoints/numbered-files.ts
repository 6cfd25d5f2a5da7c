import { randomUUID } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';

const digits = 10;

/** `owner-0000000003.json` */
export function numberedName(kind: string, number: number): string {
  return `${kind}-${String(number).padStart(digits, '0')}.json`;
}

/** The numbers of the files of a kind, ascending; empty when the folder does not exist. */
export async function numbersOf(folder: string, kind: string): Promise<number[]> {
  const pattern = new RegExp(`^${kind}-(\\d{${digits}})\\.json$`);
  const names = await readdir(folder).catch(ignoreMissing([]));
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Null when the file does not exist. Throws StartError when it can't be understood. */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing(null));
  if (text === null) return null;
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new StartError(
    `The checkpoint file ${file} is damaged. Restore it from a backup; without it, what was ingested would be ingested twice.`,
  );
}

/** Replaces the file as a whole; on disk when it resolves. */
export async function writeDurably(file: string, value: object): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeSynced(temporary, value);
  await rename(temporary, file);
}

/** Makes the file, complete, or returns false when it exists: of several processes one succeeds. */
export async function createExclusively(file: string, value: object): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeSynced(temporary, value);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes the files of a kind with lower numbers. */
export async function removeBelow(folder: string, kind: string, number: number): Promise<void> {
  const old = (await numbersOf(folder, kind)).filter((other) => other < number);
  await Promise.all(
    old.map(async (other) => await rm(path.join(folder, numberedName(kind, other)), { force: true })),
  );
}

/** Removes what processes left behind that ended while they wrote. */
export async function removeTemporary(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tmp'));
  await Promise.all(names.map(async (name) => await rm(path.join(folder, name), { force: true })));
}

async function writeSynced(file: string, value: object): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(value)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function ignoreMissing<T>(absent: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return absent;
    throw error;
  };
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
