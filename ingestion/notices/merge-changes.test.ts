import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeChanges } from './merge-changes.ts';

const change = fc.record({
  database: fc.constant('d'),
  table: fc.constantFrom('A', 'B'),
  rowCount: fc.integer({ min: 1, max: 1_000 }),
  newestEnqueuedMs: fc.nat(),
  ingestedMs: fc.nat(),
});

describe('merging changes', () => {
  it('counts every row and keeps the newest times, in any order', () => {
    fc.assert(
      fc.property(fc.array(change), fc.array(change), (first, second) => {
        const merged = mergeChanges(mergeChanges(new Map(), first), second);
        const reversed = mergeChanges(mergeChanges(new Map(), second), first);
        expect(Object.fromEntries(reversed)).toEqual(Object.fromEntries(merged));
        for (const table of ['A', 'B']) {
          const ofTable = [...first, ...second].filter((item) => item.table === table);
          const found = merged.get(`d/${table}`);
          expect(found?.rowCount ?? 0).toBe(ofTable.reduce((sum, { rowCount }) => sum + rowCount, 0));
          if (found) expect(found.ingestedMs).toBe(Math.max(...ofTable.map(({ ingestedMs }) => ingestedMs)));
        }
      }),
    );
  });
});
