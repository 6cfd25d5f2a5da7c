import { appendFile, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartitionLog } from './partition-log.ts';
import { DamagedLogError } from './segment.ts';
import { appendTexts, createTestFolder, readAll, smallLog, textsOf } from './test-log.ts';

async function lastFile(folder: string): Promise<string> {
  return path.join(folder, (await readdir(folder)).sort().at(-1) ?? '');
}

/** Writes batches one commit after another; returns the length of the last file after each commit. */
async function writeCommits(folder: string, batches: readonly string[][]): Promise<number[]> {
  await using log = await PartitionLog.open(folder, { ...smallLog, segmentBytes: 1e9 });
  const lengths = [];
  for (const batch of batches) {
    await appendTexts(log, batch);
    lengths.push((await stat(await lastFile(folder))).size);
  }
  return lengths;
}

const batches = [['a'], ['b', 'c'], ['d'], ['e', 'f']];

describe('recovery', () => {
  it('keeps exactly the whole batches, wherever a write was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (written, share) => {
          await using folder = await createTestFolder();
          const lengths = await writeCommits(folder.path, written);
          const file = await lastFile(folder.path);
          const cut = Math.max(headerBytes(await readFile(file)), Math.floor((lengths.at(-1) ?? 0) * share));
          await truncate(file, cut);
          const kept = written.filter((_, i) => (lengths[i] ?? 0) <= cut).flat();
          await using log = await PartitionLog.open(folder.path, smallLog);
          expect(textsOf(await readAll(log))).toEqual(kept);
          await appendTexts(log, ['after']);
          expect(textsOf(await readAll(log))).toEqual([...kept, 'after']);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['zeros', Buffer.alloc(5_000)],
    ['rubbish', Buffer.from('TWR1 is how a record starts, but this is none. '.repeat(20))],
  ])('cuts off %s behind the last commit', async (_, rest) => {
    await using folder = await createTestFolder();
    await writeCommits(folder.path, batches);
    await appendFile(await lastFile(folder.path), rest);
    await using log = await PartitionLog.open(folder.path, smallLog);
    expect(log.tornBytes).toBe(rest.length);
    expect(textsOf(await readAll(log))).toEqual(batches.flat());
  });

  it('refuses a log with damage in front of a later commit, instead of losing what follows', async () => {
    await using folder = await createTestFolder();
    const lengths = await writeCommits(folder.path, batches);
    const file = await lastFile(folder.path);
    await flipByte(file, (lengths[0] ?? 0) + 20);
    await expect(PartitionLog.open(folder.path, smallLog)).rejects.toThrow(DamagedLogError);
    await expect(PartitionLog.open(folder.path, smallLog)).rejects.toThrow(
      `${file} is damaged at byte ${lengths[0]}`,
    );
  });

  it('cuts off a commit whose records reached the disk in another order', async () => {
    await using folder = await createTestFolder();
    const { path: folderPath } = folder;
    const log = await PartitionLog.open(folderPath, smallLog);
    await appendTexts(log, ['kept']);
    const { size } = await stat(await lastFile(folderPath));
    await Promise.all([appendTexts(log, ['torn']), appendTexts(log, ['of the same commit'])]);
    await log[Symbol.asyncDispose]();
    await flipByte(await lastFile(folderPath), size + 20);
    await using recovered = await PartitionLog.open(folderPath, smallLog);
    expect(textsOf(await readAll(recovered))).toEqual(['kept']);
  });

  it('tells a reader of a damaged older file, instead of skipping events', async () => {
    await using folder = await createTestFolder();
    const log = await PartitionLog.open(folder.path, smallLog);
    for (let i = 0; i < 10; i++) await appendTexts(log, ['x'.repeat(900), 'y']);
    await log[Symbol.asyncDispose]();
    const [oldest] = (await readdir(folder.path)).sort();
    await flipByte(path.join(folder.path, oldest ?? ''), 500);
    await using again = await PartitionLog.open(folder.path, smallLog);
    await expect(readAll(again)).rejects.toThrow(DamagedLogError);
    expect(
      await readAll(again, { kind: 'sequence-number', sequenceNumber: 15, isInclusive: true }),
    ).toHaveLength(5);
  });

  it('ignores a file that was being made', async () => {
    await using folder = await createTestFolder();
    await writeCommits(folder.path, batches);
    await writeFile(path.join(folder.path, '00000000000000000006.log.tmp'), 'half a header');
    await using log = await PartitionLog.open(folder.path, smallLog);
    expect(log.nextSequence).toBe(6);
    expect(await readdir(folder.path)).toHaveLength(1);
  });
});

function headerBytes(file: Buffer): number {
  return 12 + file.readUInt32BE(4);
}

async function flipByte(file: string, position: number): Promise<void> {
  const handle = await open(file, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
  await handle.write(Buffer.of((buffer[0] ?? 0) ^ 0xff), 0, 1, position);
  await handle.close();
}
