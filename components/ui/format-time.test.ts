import { expect, test } from 'vitest';
import { formatAge, formatDuration, formatRecent, formatStopwatch, formatTime } from './format-time.ts';

const noonMs = Date.UTC(2026, 10, 21, 12, 0, 5);

test('an instant is written in the chosen zone', () => {
  expect(formatTime(noonMs, 'clock', 'utc')).toBe('12:00:05');
  expect(formatTime(noonMs, 'full', 'utc')).toBe('21 Nov 2026, 12:00:05');
  expect(formatTime(Number.NaN, 'clock', 'utc')).toBe('–');
});

test('a recent time is a clock and an older one has its day', () => {
  expect(formatRecent(noonMs - 60_000, noonMs, 'utc')).toBe('11:59:05');
  expect(formatRecent(noonMs - 86_400_000, noonMs, 'utc')).toBe('20 Nov, 12:00');
});

test.each([
  [-5, 'now'],
  [999, 'now'],
  [1_000, '1 s'],
  [59_999, '59 s'],
  [60_000, '1 m'],
  [3_600_000, '1 h'],
  [47 * 3_600_000, '47 h'],
  [72 * 3_600_000, '3 d'],
])('an age of %s ms is %s', (ms, text) => expect(formatAge(ms)).toBe(text));

test.each([
  [0, '0 s'],
  [45_000, '45 s'],
  [125_000, '2 min 5 s'],
  [12_000_000, '3 h 20 min'],
  [86_400_000, '1 d'],
])('a duration of %s ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test('a stopwatch shows hours only when there are any', () => {
  expect(formatStopwatch(12_400)).toBe('0:12');
  expect(formatStopwatch(3_729_000)).toBe('1:02:09');
});
