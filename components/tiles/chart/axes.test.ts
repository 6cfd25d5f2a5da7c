import { expect, test } from 'vitest';
import { assignSlots } from './series-slots.ts';
import { timeTicks, timeTickText } from './time-axis.ts';
import { holdScale, niceScale, tickText } from './value-axis.ts';

test.each([
  [0, 97, {}, undefined, { min: 0, max: 100, step: 25 }],
  [3.2, 3.4, {}, undefined, { min: 3.2, max: 3.4, step: 0.05 }],
  [5, 5, {}, undefined, { min: 5, max: 6, step: 0.25 }],
  [0, 12, { minimum: 0, maximum: 100 }, '%', { min: 0, max: 100, step: 25 }],
  [-8, 120, { minimum: 0, maximum: 100 }, '%', { min: -50, max: 150, step: 50 }],
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, {}, undefined, { min: 0, max: 1, step: 0.25 }],
])('the scale of %s..%s within %o is round', (low, high, limits, unit, scale) => {
  const nice = niceScale(low, high, 4, limits, unit);
  expect(nice.step).toBeCloseTo(scale.step);
  expect(nice.min).toBeCloseTo(scale.min);
  expect(nice.max).toBeCloseTo(scale.max);
});

test('bytes are rounded in their own unit', () => {
  const scale = niceScale(0, 3.1 * 1_024 ** 3, 4, { minimum: 0 }, 'bytes');
  expect(scale).toEqual({ min: 0, max: 4 * 1_024 ** 3, step: 1_024 ** 3 });
  expect(tickText(2 * 1_024 ** 3, scale, { unit: 'bytes' })).toBe('2 GiB');
});

test('a tick has the decimals that its step needs', () => {
  expect(tickText(2.5, { min: 0, max: 5, step: 2.5 }, { unit: '%' })).toBe('2.5 %');
  expect(tickText(50, { min: 0, max: 100, step: 25 }, { unit: '%' })).toBe('50 %');
  expect(tickText(25_000, { min: 0, max: 50_000, step: 5_000 }, {})).toBe('25K');
});

test('an axis widens at once and narrows only after it has been too wide for a while', () => {
  const narrow = { min: 0, max: 10, step: 2.5 };
  const wide = { min: 0, max: 50, step: 12.5 };
  let held = holdScale(null, narrow, 0);
  held = holdScale(held, wide, 1_000);
  expect(held.scale.max).toBe(50);
  held = holdScale(held, narrow, 2_000);
  held = holdScale(held, narrow, 31_000);
  expect(held.scale.max).toBe(50);
  held = holdScale(held, narrow, 32_000);
  expect(held.scale.max).toBe(10);
});

test('a wide value in between starts the wait anew', () => {
  const narrow = { min: 0, max: 10, step: 2.5 };
  const wide = { min: 0, max: 50, step: 12.5 };
  let held = holdScale(holdScale(null, wide, 0), narrow, 1_000);
  held = holdScale(held, wide, 20_000);
  held = holdScale(held, narrow, 40_000);
  expect(held.scale.max).toBe(50);
});

test('time ticks are round times and few enough', () => {
  const startMs = Date.UTC(2026, 10, 21, 23, 51, 13);
  const { values, style } = timeTicks(startMs, startMs + 15 * 60_000, 6, 'utc');
  expect(values.map((value) => timeTickText(value, style, 'utc'))).toEqual(['23:55', '22 Nov', '00:05']);
});

test.each([60_000, 3_600_000, 7 * 86_400_000, 300 * 86_400_000])('a range of %s ms has ticks', (lengthMs) => {
  const { values } = timeTicks(1_700_000_000_000, 1_700_000_000_000 + lengthMs, 8, 'local');
  expect(values.length).toBeGreaterThanOrEqual(2);
  expect(values.length).toBeLessThanOrEqual(9);
});

test('a series keeps its slot when others come and go', () => {
  const first = assignSlots([], ['Core 2', 'Core 10']);
  expect(first).toEqual(['Core 2', 'Core 10']);
  const second = assignSlots(first, ['Core 1', 'Core 10']);
  expect(second).toEqual(['Core 2', 'Core 10', 'Core 1']);
  expect(assignSlots(second, ['Core 2'])).toBe(second);
});
