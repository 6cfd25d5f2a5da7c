import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

describe('the wait before a retry', () => {
  const pace = { firstMs: 100, longestMs: 2_000 };

  it('doubles up to its limit', () => {
    expect([1, 2, 3, 9].map((failures) => retryDelayMs(pace, failures, () => 1))).toEqual([
      100, 200, 400, 2_000,
    ]);
  });

  it('is never zero and never beyond the limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const ms = retryDelayMs(pace, failures, () => random);
          expect(ms).toBeGreaterThanOrEqual(50);
          expect(ms).toBeLessThanOrEqual(2_000);
        },
      ),
    );
  });
});
