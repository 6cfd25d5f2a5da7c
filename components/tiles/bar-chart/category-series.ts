import type { TileFrame } from '#shared/live/frame.ts';
import { formatTime, type ZoneChoice } from '../../ui/format-time.ts';
import { cellText, numberAt, textAt } from '../frame/cell.ts';
import { type ChartColumns, isDatetime } from '../frame/columns.ts';

/** Values by category: `series[i].values[j]` belongs to `categories[j]`; NaN where there is none. */
export interface CategorySet {
  categories: string[];
  series: { name: string; values: Float64Array }[];
}

/** Categories and series in the order in which the query gives them. Repeated cells of one place are added up. */
export function shapeCategories(
  frame: TileFrame,
  { x, y, series }: ChartColumns,
  zone: ZoneChoice,
): CategorySet {
  if (!x) return { categories: [], series: [] };
  const categoryOf = (row: number) =>
    isDatetime(x) ? formatTime(numberAt(x, row), 'date-clock', zone) : cellText(x, row, zone);
  const places = new Map<string, number>();
  for (let row = 0; row < frame.rowCount; row++) {
    const category = categoryOf(row);
    if (!places.has(category)) places.set(category, places.size);
  }
  const shaped = new Map<string, Float64Array>();
  for (let row = 0; row < frame.rowCount; row++) {
    const place = places.get(categoryOf(row)) ?? 0;
    const group = series.map((column) => textAt(column, row)).join(' · ');
    for (const column of y) {
      const name = group === '' ? column.name : y.length === 1 ? group : `${group} · ${column.name}`;
      const values = shaped.get(name) ?? new Float64Array(places.size).fill(Number.NaN);
      shaped.set(name, values);
      const value = numberAt(column, row);
      const held = values[place] ?? Number.NaN;
      values[place] = Number.isNaN(held) ? value : Number.isNaN(value) ? held : held + value;
    }
  }
  return {
    categories: [...places.keys()],
    series: [...shaped].map(([name, values]) => ({ name, values })),
  };
}

/** The same with each category's values as percentages of their sum. */
export function toShares({ categories, series }: CategorySet): CategorySet {
  const sums = categories.map((_, place) =>
    series.reduce((sum, { values }) => sum + Math.max(0, values[place] || 0), 0),
  );
  return {
    categories,
    series: series.map(({ name, values }) => ({
      name,
      values: values.map((value, place) => ((value || 0) / (sums[place] || 1)) * 100),
    })),
  };
}
