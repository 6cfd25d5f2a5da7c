import { expect, test } from 'vitest';
import type { TimeSelection } from '#shared/live/time-range.ts';
import { readTime, writeTime } from './time-url.ts';

test.each<TimeSelection>([
  { kind: 'relative', durationMs: 60_000 },
  { kind: 'relative', durationMs: 5_400_000 },
  { kind: 'relative', durationMs: 30 * 86_400_000 },
  { kind: 'absolute', startMs: Date.UTC(2026, 0, 2, 3, 4, 5), endMs: Date.UTC(2026, 0, 2, 4, 0, 0) },
])('%o comes back from a link', (time) => {
  expect(readTime(writeTime(new URLSearchParams('tv=1'), time))).toEqual(time);
});

test('links are spelt as ADX does', () => {
  const link = writeTime(new URLSearchParams(), { kind: 'relative', durationMs: 900_000 });
  expect(link.toString()).toBe('p-_startTime=15minutes&p-_endTime=now');
  expect(readTime(new URLSearchParams('p-_startTime=1hour'))).toEqual({
    kind: 'relative',
    durationMs: 3_600_000,
  });
  expect(
    readTime(new URLSearchParams('p-_startTime=2026-01-02T03-04-05Z&p-_endTime=2026-01-02T04:00:00Z')),
  ).toMatchObject({ kind: 'absolute', endMs: Date.UTC(2026, 0, 2, 4) });
});

test.each([
  '',
  'p-_startTime=',
  'p-_startTime=0minutes',
  'p-_startTime=5parsecs',
  'p-_startTime=900days',
  'p-_startTime=2026-01-02T00:00:00Z&p-_endTime=2026-01-01T00:00:00Z',
])('"%s" is no time range', (query) => {
  expect(readTime(new URLSearchParams(query))).toBeNull();
});
