import { expect, test } from 'vitest';
import { chartTheme } from '../chart/chart-theme.ts';
import { assignSlots } from '../chart/series-slots.ts';
import { chooseColumns } from '../frame/columns.ts';
import { frameOf } from '../frame/frame-fixture.ts';
import { drawnSeries, type TimeChartStyle, timeChartOption, wantedScale } from './time-chart-option.ts';
import { shapeTimeSeries } from './time-series.ts';

test('each series value becomes a line, sorted by time', () => {
  const shaped = shape({
    'Timestamp:datetime': [2_000, 1_000, 1_000],
    'Host:string': ['a', 'a', 'b'],
    'Cpu:real': [20, 10, 5],
  });
  expect(shaped.series.map(({ name, points, last }) => [name, [...points], last])).toEqual([
    ['a', [1_000, 10, 2_000, 20], 20],
    ['b', [1_000, 5], 5],
  ]);
});

test('without a series column the lines are named by their value columns', () => {
  const { series } = shape({ 'Timestamp:datetime': [0], 'Read:real': [1], 'Written:real': [2] });
  expect(series.map((one) => one.name)).toEqual(['Read', 'Written']);
});

test('a line is broken where data is missing for longer than usual, and at null', () => {
  const times = [0, 1, 2, 3, 10, 11].map((second) => second * 1_000);
  const { series } = shape({ 'Timestamp:datetime': times, 'Value:real': [1, 2, null, 4, 5, 6] });
  const points = [...(series[0]?.points ?? [])];
  expect(points.slice(4, 10)).toEqual([2_000, Number.NaN, 3_000, 4, 6_500, Number.NaN]);
});

test('rows without a time are left out, and a frame without a time column has no lines', () => {
  expect(shape({ 'Timestamp:datetime': [null, 5], 'V:real': [1, 2] }).series[0]?.points).toEqual(
    Float64Array.of(5, 2),
  );
  expect(shape({ 'V:real': [1] }).series).toEqual([]);
});

test('more series than can be told apart are counted, not drawn', () => {
  const count = 75;
  const { series, dropped } = shape({
    'Timestamp:datetime': Array.from({ length: count }, () => 0),
    'Name:string': Array.from({ length: count }, (_, index) => `s${index}`),
    'V:real': Array.from({ length: count }, (_, index) => index),
  });
  expect([series.length, dropped]).toEqual([60, 15]);
});

test('stacked series share their times, and the axis reaches their highest sum', () => {
  const { series } = shape({
    'Timestamp:datetime': [0, 1_000, 0],
    'Name:string': ['a', 'a', 'b'],
    'V:real': [1, 2, 10],
  });
  const drawn = drawnSeries(series, 'stacked');
  expect(drawn.map((one) => [...one.points])).toEqual([
    [0, 1, 1_000, 2],
    [0, 10, 1_000, 0],
  ]);
  expect(wantedScale(drawn, 'stacked', {}, 200).max).toBeGreaterThanOrEqual(11);
  expect([...(drawnSeries(series, 'share')[1]?.points ?? [])][1]).toBeCloseTo(90.909, 2);
});

test('where no series has a value the stack is broken, never zero', () => {
  const seconds = [0, 1, 2, 3, 20, 21];
  const { series } = shape({
    'Timestamp:datetime': seconds.map((at) => at * 1_000),
    'Used:real': [1, 1, 1, 1, 1, 1],
    'Cached:real': [2, 2, null, 2, 2, 2],
  });
  const [used, cached] = drawnSeries(series, 'stacked').map((one) => [...one.points]);
  expect(used?.slice(8, 10)).toEqual([11_500, Number.NaN]);
  expect(cached?.slice(8, 10)).toEqual([11_500, Number.NaN]);
  expect(cached?.slice(4, 6)).toEqual([2_000, 0]);
  expect(drawnSeries(series, 'share')[0]?.points[9]).toBeNaN();
});

test('the option hands typed arrays over, samples only when there are more points than pixels, never animates', () => {
  const times = Array.from({ length: 900 }, (_, index) => index * 1_000);
  const option = optionOf({ 'Timestamp:datetime': times, 'V:real': times.map((ms) => ms % 7) }, 'line');
  expect(option.animation).toBe(false);
  const [line] = option.series as { data: Float64Array; sampling?: string; areaStyle?: object }[];
  expect(line?.data).toBeInstanceOf(Float64Array);
  expect(line?.sampling).toBe('lttb');
  expect(line?.areaStyle).toBeUndefined();
});

test('thresholds inside the axis are drawn in their state colour', () => {
  const option = optionOf({ 'Timestamp:datetime': [0, 1], 'V:real': [10, 95] }, 'line', [
    { from: 0, state: 'normal' as const },
    { from: 90, state: 'high' as const },
    { from: 400, state: 'critical' as const },
  ]);
  const [line] = option.series as { markLine: { data: { yAxis: number; lineStyle: { color: string } }[] } }[];
  expect(line?.markLine.data.map((one) => one.yAxis)).toEqual([90]);
  expect(line?.markLine.data[0]?.lineStyle.color).toBe(chartTheme('dark').state.high);
});

function shape(columns: Parameters<typeof frameOf>[0]) {
  const frame = frameOf(columns);
  return shapeTimeSeries(frame, chooseColumns(frame, {}, 'time'));
}

function optionOf(
  columns: Parameters<typeof frameOf>[0],
  style: TimeChartStyle,
  thresholds: { from: number; state: 'normal' | 'high' | 'critical' }[] = [],
) {
  const { series } = shape(columns);
  const drawn = drawnSeries(series, style);
  return timeChartOption({
    series: drawn,
    slots: assignSlots(
      [],
      series.map((one) => one.name),
    ),
    style,
    startMs: 0,
    endMs: 900_000,
    scale: wantedScale(drawn, style, {}, 200),
    extension: { thresholds },
    theme: chartTheme('dark'),
    zone: 'utc',
    size: { width: 400, height: 200 },
  });
}
