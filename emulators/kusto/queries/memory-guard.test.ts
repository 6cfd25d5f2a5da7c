import { expect, test } from 'vitest';
import { MemoryWatch } from './memory-guard.ts';

const megabyte = 1024 * 1024;

function watchOf(readings: readonly [megabytes: number, atMs: number][]): boolean[] {
  const watch = new MemoryWatch(1_000 * megabyte, 400 * megabyte);
  return readings.map(([megabytes, atMs]) => watch.isExceeded(megabytes * megabyte, atMs));
}

test('a sudden growth beyond the limit is too much, one below it is not', () => {
  const readings = watchOf([
    [600, 0],
    [990, 50],
    [1_100, 100],
  ]);
  expect(readings).toEqual([false, false, true]);
});

test('what the process holds all the time ends no query', () => {
  const held = Array.from({ length: 40 }, (_, second): [number, number] => [1_200, second * 1_000]);
  expect(watchOf([[700, 0], ...held]).slice(-5)).toEqual([false, false, false, false, false]);
  expect(watchOf([[700, 0], ...held, [1_700, 40_000]]).at(-1)).toBe(true);
});

test('after a query was ended its memory may take a moment to come back', () => {
  const watch = new MemoryWatch(1_000 * megabyte, 400 * megabyte);
  watch.isExceeded(500 * megabyte, 0);
  expect(watch.isExceeded(2_000 * megabyte, 50)).toBe(true);
  watch.rest(50);
  expect(watch.isExceeded(2_000 * megabyte, 500)).toBe(false);
  expect(watch.isExceeded(2_000 * megabyte, 600)).toBe(true);
});
