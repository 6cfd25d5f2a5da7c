import type { TimeSeries } from './time-series.ts';

/**
 * The same series on one common row of times, so that they can be stacked. Where one has no value it adds nothing; where
 * none has, all are broken: a gap is never shown as zero.
 * With `share`, values become the percentage of the sum at their time.
 */
export function alignForStack(series: readonly TimeSeries[], share: boolean): TimeSeries[] {
  const times = new Set<number>();
  for (const { points } of series) for (let at = 0; at < points.length; at += 2) times.add(points[at] ?? 0);
  const sorted = Float64Array.from(times).sort();
  const place = new Map<number, number>();
  sorted.forEach((ms, index) => {
    place.set(ms, index);
  });
  const columns = series.map(({ points }) => valuesAt(points, place, sorted.length));
  breakWhereAllMiss(columns, sorted.length);
  if (share) toShares(columns, sorted.length);
  return series.map((one, index) => withPoints(one, sorted, columns[index] ?? new Float64Array(0)));
}

/** The highest sum at any time: what the value axis must reach. */
export function stackedMaximum(series: readonly TimeSeries[]): number {
  const length = series[0]?.points.length ?? 0;
  let highest = 0;
  for (let at = 1; at < length; at += 2) {
    let sum = 0;
    for (const { points } of series) sum += Math.max(0, points[at] || 0);
    highest = Math.max(highest, sum);
  }
  return highest;
}

function valuesAt(points: Float64Array, place: ReadonlyMap<number, number>, length: number): Float64Array {
  const values = new Float64Array(length).fill(Number.NaN);
  for (let at = 0; at < points.length; at += 2)
    values[place.get(points[at] ?? 0) ?? 0] = points[at + 1] ?? Number.NaN;
  return values;
}

function breakWhereAllMiss(columns: readonly Float64Array[], length: number): void {
  for (let row = 0; row < length; row++) {
    if (columns.every((column) => Number.isNaN(column[row]))) continue;
    for (const column of columns) if (Number.isNaN(column[row])) column[row] = 0;
  }
}

function toShares(columns: readonly Float64Array[], length: number): void {
  for (let row = 0; row < length; row++) {
    let sum = 0;
    for (const column of columns) sum += column[row] ?? 0;
    if (Number.isNaN(sum)) continue;
    for (const column of columns) column[row] = sum === 0 ? 0 : ((column[row] ?? 0) / sum) * 100;
  }
}

function withPoints(series: TimeSeries, times: Float64Array, values: Float64Array): TimeSeries {
  const points = new Float64Array(times.length * 2);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < times.length; row++) {
    const value = values[row] ?? Number.NaN;
    points[row * 2] = times[row] ?? 0;
    points[row * 2 + 1] = value;
    if (Number.isNaN(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { ...series, points, min, max };
}
