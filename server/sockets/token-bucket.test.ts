import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('a burst is allowed, then the rate', () => {
  let nowMs = 0;
  const bucket = new TokenBucket({ perSecond: 2, burst: 3, now: () => nowMs });
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
  nowMs = 500;
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
  nowMs = 100_000;
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
});

test('a clock that steps back gives no messages', () => {
  let nowMs = 10_000;
  const bucket = new TokenBucket({ perSecond: 1, burst: 1, now: () => nowMs });
  bucket.take();
  nowMs = 0;
  expect(bucket.take()).toBe(false);
});
