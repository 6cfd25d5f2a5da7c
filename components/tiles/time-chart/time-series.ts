import type { FrameColumn, NumberColumn, TileFrame } from '#shared/live/frame.ts';
import { gapLimitMs } from '../chart/gap-limit.ts';
import { textAt } from '../frame/cell.ts';
import { type ChartColumns, isDatetime } from '../frame/columns.ts';

/** One line of a time chart. */
export interface TimeSeries {
  name: string;
  /** Time (ms) and value in turn, ascending in time; a NaN value breaks the line. */
  points: Float64Array;
  last: number;
  lastMs: number;
  min: number;
  max: number;
}

export interface TimeSeriesSet {
  series: TimeSeries[];
  /** Series beyond the limit that are left out. */
  dropped: number;
}

const mostSeries = 60;

/**
 * The lines of a frame: one per combination of series values (in natural order) and y column (in the query's order).
 * Rows without a time are left out.
 */
export function shapeTimeSeries(frame: TileFrame, { x, y, series }: ChartColumns): TimeSeriesSet {
  if (!x || !isDatetime(x)) return { series: [], dropped: 0 };
  const groups = groupRows(frame.rowCount, series);
  const shaped: TimeSeries[] = [];
  let dropped = 0;
  for (const [group, rows] of inNaturalOrder(groups))
    for (const column of y) {
      if (shaped.length >= mostSeries) dropped += 1;
      else shaped.push(shapeOne(seriesName(group, column, y.length), x, column, rows));
    }
  return { series: shaped, dropped };
}

function inNaturalOrder<T>(groups: ReadonlyMap<string, T>): [string, T][] {
  return [...groups].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Row numbers by the joined values of the series columns. */
function groupRows(rowCount: number, series: readonly FrameColumn[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const key = series.map((column) => textAt(column, row)).join(' · ');
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function seriesName(group: string, column: NumberColumn, yCount: number): string {
  if (group === '') return column.name;
  return yCount === 1 ? group : `${group} · ${column.name}`;
}

function shapeOne(name: string, x: NumberColumn, y: NumberColumn, rows: readonly number[]): TimeSeries {
  const sorted = sortByTime(x, rows);
  const limitMs = gapLimitMs(sorted.length, (index) => x.values[sorted[index] ?? 0] ?? Number.NaN);
  const points: number[] = [];
  const shaped: TimeSeries = {
    name,
    points: new Float64Array(0),
    last: Number.NaN,
    lastMs: Number.NaN,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  };
  let previousMs = Number.NaN;
  for (const row of sorted) {
    const ms = x.values[row] ?? Number.NaN;
    const value = y.values[row] ?? Number.NaN;
    if (ms - previousMs > limitMs) points.push((ms + previousMs) / 2, Number.NaN);
    points.push(ms, Number.isFinite(value) ? value : Number.NaN);
    previousMs = ms;
    if (!Number.isFinite(value)) continue;
    shaped.last = value;
    shaped.lastMs = ms;
    shaped.min = Math.min(shaped.min, value);
    shaped.max = Math.max(shaped.max, value);
  }
  shaped.points = Float64Array.from(points);
  return shaped;
}

function sortByTime(x: NumberColumn, rows: readonly number[]): readonly number[] {
  const timed = rows.filter((row) => Number.isFinite(x.values[row]));
  const at = (row: number) => x.values[row] ?? 0;
  const isSorted = timed.every((row, index) => index === 0 || at(timed[index - 1] ?? row) <= at(row));
  return isSorted ? timed : timed.sort((a, b) => at(a) - at(b));
}
