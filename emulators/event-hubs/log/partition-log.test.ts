import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartitionLog } from './partition-log.ts';
import { appendTexts, createTestFolder, readAll, smallLog, textsOf } from './test-log.ts';

const numbered = (count: number, prefix = 'event') =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

describe('a partition log', () => {
  it('numbers events from 0, in the order of the batches, with growing offsets', async () => {
    await using folder = await createTestFolder();
    await using log = await PartitionLog.open(folder.path, smallLog);
    await Promise.all([appendTexts(log, ['a', 'bb']), appendTexts(log, ['ccc'])]);
    expect(await readAll(log)).toMatchObject([
      { sequenceNumber: 0, offset: 0, enqueuedTimeMs: 1_700_000_000_000 },
      { sequenceNumber: 1, offset: 5 },
      { sequenceNumber: 2, offset: 11 },
    ]);
    expect(log).toMatchObject({ firstSequence: 0, nextSequence: 3, lastOffset: 11 });
  });

  it('keeps everything over a restart and goes on with the next number', async () => {
    await using folder = await createTestFolder();
    const before = await PartitionLog.open(folder.path, smallLog);
    await appendTexts(before, numbered(100));
    const lastOffset = before.lastOffset;
    await before[Symbol.asyncDispose]();
    await using after = await PartitionLog.open(folder.path, smallLog);
    expect(after).toMatchObject({ nextSequence: 100, lastOffset, tornBytes: 0 });
    await appendTexts(after, ['new']);
    expect(textsOf(await readAll(after))).toEqual([...numbered(100), 'new']);
  });

  it('goes on in a new file when one is full', async () => {
    await using folder = await createTestFolder();
    await using log = await PartitionLog.open(folder.path, smallLog);
    for (let i = 0; i < 30; i++) await appendTexts(log, numbered(20, `batch-${i}`));
    expect((await readdir(folder.path)).length).toBeGreaterThan(3);
    const texts = textsOf(await readAll(log));
    expect(texts).toHaveLength(600);
    expect(texts.at(-1)).toBe('batch-29-19');
  });

  it('shows readers a batch that follows while they wait at the end', async () => {
    await using folder = await createTestFolder();
    await using log = await PartitionLog.open(folder.path, { ...smallLog, cacheBytes: 10_000 });
    await using reader = log.createReader(0);
    expect(await reader.read(10)).toEqual([]);
    let commits = 0;
    const stop = log.onCommit(() => commits++);
    await appendTexts(log, ['a', 'b', 'c']);
    stop();
    await appendTexts(log, ['d']);
    expect(commits).toBe(1);
    expect(textsOf(await reader.read(2))).toEqual(['a', 'b']);
    expect(textsOf(await reader.read(10))).toEqual(['c', 'd']);
  });

  it('never lets enqueued times go back, even when the clock does', async () => {
    await using folder = await createTestFolder();
    let now = 2_000;
    await using log = await PartitionLog.open(folder.path, { ...smallLog, clock: () => now });
    await appendTexts(log, ['a']);
    now = 1_000;
    await appendTexts(log, ['b']);
    expect((await readAll(log)).map(({ enqueuedTimeMs }) => enqueuedTimeMs)).toEqual([2_000, 2_000]);
  });

  it('finds an idempotent duplicate after a restart, also in another file than the original', async () => {
    await using folder = await createTestFolder();
    const batch = {
      events: [Buffer.from('x'.repeat(1_500))],
      partitionKey: null,
      producer: { id: 9, epoch: 0, firstSequence: 1 },
    };
    const before = await PartitionLog.open(folder.path, smallLog);
    await before.append(batch);
    for (let i = 0; i < 20; i++) await appendTexts(before, numbered(50));
    await before[Symbol.asyncDispose]();
    await using after = await PartitionLog.open(folder.path, smallLog);
    expect(await after.append(batch)).toBe('duplicate');
    expect(after.nextSequence).toBe(1_001);
  });

  it('reads from any position as a search through all events would', async () => {
    await using folder = await createTestFolder();
    let now = 1_000;
    await using log = await PartitionLog.open(folder.path, { ...smallLog, clock: () => now });
    for (let i = 0; i < 60; i++) {
      await appendTexts(log, numbered(1 + ((i * 7) % 13)));
      if (i % 3 > 0) now += 10;
    }
    const all = await readAll(log);
    const last = all.at(-1) ?? all[0];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(log.nextSequence),
        fc.integer({ min: -5, max: 5 }),
        fc.boolean(),
        async (at, delta, isInclusive) => {
          const near = all[at] ?? last;
          const offset = Math.max(0, (near?.offset ?? 0) + delta);
          const timeMs = (near?.enqueuedTimeMs ?? 0) + delta;
          const isFrom = (value: number, wanted: number) => (isInclusive ? value >= wanted : value > wanted);
          const byOffset = await log.findPosition({ kind: 'offset', offset, isInclusive });
          expect(byOffset).toBe(
            all.find((event) => isFrom(event.offset, offset))?.sequenceNumber ?? all.length,
          );
          const byTime = await log.findPosition({ kind: 'enqueued-time', timeMs, isInclusive });
          expect(byTime).toBe(
            all.find((event) => isFrom(event.enqueuedTimeMs, timeMs))?.sequenceNumber ?? all.length,
          );
          const bySequence = { kind: 'sequence-number' as const, sequenceNumber: at, isInclusive };
          expect(await readAll(log, bySequence, 50)).toEqual(all.slice(isInclusive ? at : at + 1));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('retention', () => {
  const hour = 3_600_000;

  it('removes what is too old, keeps the numbers, and lets lagging readers go on', async () => {
    await using folder = await createTestFolder();
    let now = 0;
    const options = { ...smallLog, retention: { maxAgeMs: hour, maxBytes: 1e9 }, clock: () => now };
    await using log = await PartitionLog.open(folder.path, options);
    for (let i = 0; i < 10; i++) {
      await appendTexts(log, numbered(100, `hour-${i}`));
      now += hour / 2;
    }
    await using lagging = log.createReader(0);
    await lagging.read(1);
    expect(await log.enforceRetention()).toBeGreaterThan(0);
    expect(log.firstSequence).toBe(800);
    expect(await lagging.read(1)).toMatchObject([{ sequenceNumber: 800 }]);
    expect(await readAll(log)).toHaveLength(200);
  });

  it('can remove everything without using a number or an offset twice', async () => {
    await using folder = await createTestFolder();
    let now = 0;
    const options = { ...smallLog, retention: { maxAgeMs: hour, maxBytes: 1e9 }, clock: () => now };
    const log = await PartitionLog.open(folder.path, options);
    await appendTexts(log, numbered(10));
    const { lastOffset } = log;
    now = 2 * hour;
    await log.enforceRetention();
    expect(log).toMatchObject({ firstSequence: 10, nextSequence: 10, lastOffset });
    expect(await readAll(log)).toEqual([]);
    await log[Symbol.asyncDispose]();
    await using again = await PartitionLog.open(folder.path, options);
    expect(again).toMatchObject({ firstSequence: 10, nextSequence: 10, lastOffset });
    await appendTexts(again, ['next']);
    const [event] = await readAll(again);
    expect(event?.sequenceNumber).toBe(10);
    expect(event?.offset).toBeGreaterThan(lastOffset ?? 0);
  });

  it('keeps the newest files when there is too much', async () => {
    await using folder = await createTestFolder();
    const options = { ...smallLog, retention: { maxAgeMs: hour, maxBytes: 8_000 } };
    await using log = await PartitionLog.open(folder.path, options);
    for (let i = 0; i < 30; i++) await appendTexts(log, numbered(50));
    await log.enforceRetention();
    const bytes = log.segments.reduce((sum, { committedBytes }) => sum + committedBytes, 0);
    expect(bytes).toBeLessThanOrEqual(8_000);
    expect(bytes).toBeGreaterThan(4_000);
    expect((await readdir(folder.path)).length).toBe(log.segments.length);
  });
});
