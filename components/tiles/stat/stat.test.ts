import { expect, test } from 'vitest';
import { thresholdState } from '../chart/threshold-state.ts';
import { frameOf } from '../frame/frame-fixture.ts';
import { sparklineRange, sparklineStretches } from './sparkline-path.ts';
import { statValue } from './stat-value.ts';

test('the value is that of the newest row, whatever the order of the rows', () => {
  const frame = frameOf({ 'Timestamp:datetime': [3_000, 1_000, 2_000], 'V:real': [30, 10, null] });
  const stat = statValue(frame, {}, 'utc');
  expect(stat.value).toBe(30);
  expect([...stat.points]).toEqual([1_000, 10, 3_000, 30]);
  expect(stat.delta).toEqual({ value: 20, sinceMs: 1_000 });
});

test('without a time column it is the first number, without a number the first text', () => {
  expect(statValue(frameOf({ 'V:long': [7] }), {}, 'utc').value).toBe(7);
  expect(statValue(frameOf({ 'V:string': ['ok'] }), {}, 'utc').text).toBe('ok');
  expect(statValue(frameOf({ 'V:long': [] }), {}, 'utc').value).toBeNaN();
});

test('a named value column wins', () => {
  const frame = frameOf({ 'A:long': [1], 'B:long': [2] });
  expect(statValue(frame, { multiStat__valueColumn: 'B' }, 'utc').value).toBe(2);
});

test.each([
  [0, 'normal'],
  [75, 'medium'],
  [98, 'critical'],
  [-1, null],
  [Number.NaN, null],
])('%s is in state %s', (value, state) => {
  const thresholds = [
    { from: 97, state: 'critical' as const },
    { from: 0, state: 'normal' as const },
    { from: 75, state: 'medium' as const },
  ];
  expect(thresholdState(value, thresholds)).toBe(state);
});

test('a sparkline fills its box and keeps the spike among many points', () => {
  const points = Float64Array.from({ length: 2_000 }, (_, index) =>
    index % 2 === 0 ? index : index === 999 ? 100 : 1,
  );
  const range = sparklineRange(points, { startMs: null, endMs: null }, undefined);
  const [stretch] = sparklineStretches(points, range, 100, 40);
  expect(stretch?.line).toMatch(/^M0\.0 40\.0L/);
  expect(stretch?.line).toContain(' 0.0');
  expect(stretch?.line.split('L').length).toBeLessThan(200);
});

test('too few points have no sparkline', () => {
  const range = { startMs: 0, endMs: 1, low: 0, high: 1 };
  expect(sparklineStretches(Float64Array.of(0, 1), range, 10, 10)).toEqual([]);
});

test('a sparkline has its place in the time range', () => {
  const points = Float64Array.of(50, 1, 100, 2);
  const range = sparklineRange(points, { startMs: 0, endMs: 100 }, undefined);
  expect(sparklineStretches(points, range, 200, 10)).toEqual([
    { line: 'M100.0 10.0L200.0 0.0', area: 'M100.0 10.0L200.0 0.0L200.0 10L100.0 10Z' },
  ]);
});

test('a sparkline does not bridge a gap', () => {
  const points = Float64Array.from([0, 1, 2, 3, 30, 31].flatMap((at) => [at, at]));
  const range = sparklineRange(points, { startMs: null, endMs: null }, undefined);
  expect(sparklineStretches(points, range, 31, 31).length).toBe(2);
});
