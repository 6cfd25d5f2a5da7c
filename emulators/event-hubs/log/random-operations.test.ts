import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PartitionLog } from './partition-log.ts';
import { appendTexts, createTestFolder, readAll, smallLog, textsOf } from './test-log.ts';

type Operation =
  | { kind: 'append'; batches: string[][] }
  | { kind: 'reopen' }
  | { kind: 'wait'; ms: number }
  | { kind: 'retain' };

const texts = fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 6 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      batches: fc.array(texts, { maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(2_000) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'retain' as const }) },
);

it('a log holds the newest of all that was ever appended, whatever happens to it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { maxLength: 25 }),
      fc.constantFrom(1, 3_000),
      async (operations, cacheBytes) => {
        await using folder = await createTestFolder();
        let now = 1_000;
        const retention = { maxAgeMs: 3_000, maxBytes: 8_000 };
        const options = { ...smallLog, segmentBytes: 1_000, cacheBytes, retention, clock: () => now };
        let log = await PartitionLog.open(folder.path, options);
        const appended: string[] = [];
        for (const step of operations) {
          if (step.kind === 'append') {
            await Promise.all(step.batches.map((batch) => appendTexts(log, batch)));
            appended.push(...step.batches.flat());
          } else if (step.kind === 'reopen') {
            await log[Symbol.asyncDispose]();
            log = await PartitionLog.open(folder.path, options);
          } else if (step.kind === 'retain') await log.enforceRetention();
          else now += step.ms;
          expect(log.nextSequence).toBe(appended.length);
        }
        const events = await readAll(log, { kind: 'earliest' }, 4);
        expect(textsOf(events)).toEqual(appended.slice(log.firstSequence));
        expect(events.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
          events.map((_, i) => log.firstSequence + i),
        );
        await log[Symbol.asyncDispose]();
      },
    ),
    { numRuns: 60 },
  );
});
