import { expect, test } from 'vitest';
import { rangeAt, windowStepMs } from './window.ts';

test('a relative range ends at the next full second and keeps its length', () => {
  expect(rangeAt({ kind: 'relative', durationMs: 60_000 }, 100_001)).toEqual({
    startMs: 41_000,
    endMs: 101_000,
  });
  expect(rangeAt({ kind: 'relative', durationMs: 60_000 }, 101_000)).toEqual({
    startMs: 41_000,
    endMs: 101_000,
  });
});

test('an absolute range stays', () => {
  expect(rangeAt({ kind: 'absolute', startMs: 1, endMs: 2 }, 100_001)).toEqual({ startMs: 1, endMs: 2 });
});

test.each([
  [{ kind: 'relative', durationMs: 5 * 60_000 } as const, 10_000],
  [{ kind: 'relative', durationMs: 5_000 } as const, 1_000],
  [{ kind: 'relative', durationMs: 30 * 86_400_000 } as const, 60_000],
  [{ kind: 'absolute', startMs: 0, endMs: 1 } as const, null],
  [null, null],
])('the window step of %j is %j', (selection, stepMs) => {
  expect(windowStepMs(selection)).toBe(stepMs);
});
