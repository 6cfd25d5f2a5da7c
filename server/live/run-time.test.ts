import { expect, test } from 'vitest';
import { intervalBetweenRuns, nextRunMs, type RunFacts, retryDelayMs, smoothDuration } from './run-time.ts';

const facts: RunFacts = {
  isDirty: false,
  windowDueMs: null,
  lastStartMs: 10_000,
  intervalMs: 250,
  retryAtMs: null,
  isSourceDown: false,
};

test.each<[string, Partial<RunFacts>, number | null]>([
  ['does not run without a reason', {}, null],
  ['runs when a table changed, after the shortest interval', { isDirty: true }, 10_250],
  ['runs at once the first time', { isDirty: true, lastStartMs: null }, 0],
  ['runs when its window has moved', { windowDueMs: 15_000 }, 15_000],
  ['waits after a failure', { isDirty: true, retryAtMs: 12_000 }, 12_000],
  ['does not run while the source is down', { isDirty: true, isSourceDown: true }, null],
])('a live query %s', (_name, change, at) => {
  expect(nextRunMs({ ...facts, ...change })).toBe(at);
});

test.each([
  ['a fast query runs four times a second', 20, 100, 250],
  ['a slow query runs at most half of the time', 4_000, 100, 8_000],
  ['many queries share half of the slots', 20, 900, 900],
  ['a crowd slows a fast query down to a limit', 20, 60_000, 2_000],
])('%s', (_name, durationMs, crowdMs, intervalMs) => {
  expect(intervalBetweenRuns(durationMs, crowdMs)).toBe(intervalMs);
});

test('a single slow run is forgotten within a few fast ones', () => {
  let durationMs = smoothDuration(0, 3_000);
  expect(durationMs).toBe(900);
  for (let run = 0; run < 4; run++) durationMs = smoothDuration(durationMs, 20);
  expect(durationMs).toBeLessThan(30);
});

test('the wait after failures doubles, is spread, and has an end', () => {
  expect([1, 2, 3].map((failures) => retryDelayMs(failures, 0))).toEqual([250, 500, 1_000]);
  expect(retryDelayMs(1, 0.999)).toBeCloseTo(500, 0);
  expect(retryDelayMs(50, 0)).toBe(15_000);
});
