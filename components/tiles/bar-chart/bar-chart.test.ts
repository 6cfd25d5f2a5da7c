import { expect, test } from 'vitest';
import { chartTheme } from '../chart/chart-theme.ts';
import { chooseColumns } from '../frame/columns.ts';
import { frameOf } from '../frame/frame-fixture.ts';
import { barChartOption, fittingCategories, wantedBarScale } from './bar-chart-option.ts';
import { shapeCategories, toShares } from './category-series.ts';

const frame = frameOf({
  'Site:string': ['north', 'north', 'south'],
  'Kind:string': ['a', 'b', 'a'],
  'Count:long': [1, 3, 5],
});
const size = { width: 300, height: 200 };

test('categories and series keep the order of the query, and missing places stay empty', () => {
  const set = shapeCategories(frame, chooseColumns(frame, { xColumn: 'Site' }, 'category'), 'utc');
  expect(set.categories).toEqual(['north', 'south']);
  expect(set.series.map(({ name, values }) => [name, ...values])).toEqual([
    ['a', 1, 5],
    ['b', 3, Number.NaN],
  ]);
});

test('shares add up to 100 in each category', () => {
  const set = toShares(shapeCategories(frame, chooseColumns(frame, {}, 'category'), 'utc'));
  expect(set.series.map(({ values }) => [...values])).toEqual([
    [25, 100],
    [75, 0],
  ]);
});

test('a bar chart lies with the first category on top; a column chart stands', () => {
  const lying = optionOf('bar');
  expect(lying.yAxis).toMatchObject({ type: 'category', inverse: true, data: ['north', 'south'] });
  expect(optionOf('column').xAxis).toMatchObject({ type: 'category' });
});

test('what has no room is left out, in the order of the query', () => {
  const many = { categories: Array.from({ length: 40 }, (_, index) => `c${index}`), series: [] };
  const fitting = fittingCategories(many, { direction: 'bar', stacking: 'none' }, size);
  expect(fitting.categories.length).toBe(11);
});

test('a single series takes the colour of the limit that a value reaches', () => {
  const option = optionOf('bar', [{ from: 4, state: 'critical' as const }]);
  const [series] = option.series as { data: { itemStyle: { color: string } }[] }[];
  const theme = chartTheme('dark');
  expect(series?.data.map((one) => one.itemStyle.color)).toEqual([theme.series[0], theme.state.critical]);
});

function optionOf(direction: 'bar' | 'column', thresholds: { from: number; state: 'critical' }[] = []) {
  const options = { xColumn: 'Site', seriesColumns: ['Nope'], yColumns: ['Count'] };
  const single = frameOf({ 'Site:string': ['north', 'south'], 'Count:long': [1, 5] });
  const set = shapeCategories(single, chooseColumns(single, options, 'category'), 'utc');
  const style = { direction, stacking: 'none' as const };
  const scale = wantedBarScale(set, style, {}, size);
  return barChartOption({
    set,
    slots: ['Count'],
    style,
    scale,
    extension: { thresholds },
    theme: chartTheme('dark'),
    size,
  });
}
