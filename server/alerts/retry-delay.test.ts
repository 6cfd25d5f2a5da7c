import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

test.each([
  ['at first half a second', 0, null, 500],
  ['later a quarter of the time that has passed', 40_000, null, 10_000],
  ['at most five minutes', 86_400_000, null, 300_000],
  ['never less than what the receiver asks for', 1_000, 30_000, 30_000],
  ['longer than what the receiver asks for', 400_000, 1_000, 100_000],
])('the next attempt comes %s', (_name, failingForMs, retryAfterMs, expected) => {
  expect(retryDelayMs(failingForMs, retryAfterMs, 0.5)).toBe(expected);
});

test('attempts are spread by a fifth in both directions', () => {
  expect(retryDelayMs(40_000, null, 0)).toBe(8_000);
  expect(retryDelayMs(40_000, null, 1)).toBe(12_000);
});
