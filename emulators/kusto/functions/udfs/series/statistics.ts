import type { UdfFunction } from '../udf-function.ts';
import { readSeries, writeReal } from './series.ts';
import { mean } from './vectors.ts';

const ignoresNonFinite = { type: 'bool', otherwise: 'false' } as const;

/** Statistics of one array. With a value that is not finite they are null, unless such values are ignored. */
export const statisticFunctions: Record<string, UdfFunction> = {
  series_stats: { takes: ['dynamic'], optional: [ignoresNonFinite], gives: 'dynamic', run: statsTuple },
  series_stats_dynamic: { takes: ['dynamic'], optional: [ignoresNonFinite], gives: 'dynamic', run: statsBag },
};

interface Statistics {
  min: number;
  minIndex: number;
  max: number;
  maxIndex: number;
  average: number;
  deviation: number;
  variance: number;
  sum: number;
  length: number;
}

function statsTuple(json: string, ignores: boolean): string | null {
  const found = statistics(json, ignores);
  if (found === null) return null;
  return `[${writeReal(found.min)},${found.minIndex},${writeReal(found.max)},${found.maxIndex},${writeReal(found.average)},${writeReal(found.deviation)},${writeReal(found.variance)}]`;
}

function statsBag(json: string, ignores: boolean): string | null {
  const found = statistics(json, ignores);
  if (found === null) return null;
  const members = {
    min: writeReal(found.min),
    min_idx: found.minIndex,
    max: writeReal(found.max),
    max_idx: found.maxIndex,
    avg: writeReal(found.average),
    stdev: writeReal(found.deviation),
    variance: writeReal(found.variance),
    sum: writeReal(found.sum),
    len: found.length,
  };
  return `{${Object.entries(members)
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`;
}

function statistics(json: string, ignores: boolean): Statistics | null {
  const all = readSeries(json)?.values;
  if (all === undefined) return null;
  const places = all.flatMap((value, index) =>
    value !== null && Number.isFinite(value) ? [{ value, index }] : [],
  );
  const [first] = places;
  if (first === undefined || (!ignores && places.length < all.length)) return null;
  const lowest = places.reduce((best, place) => (place.value < best.value ? place : best));
  const highest = places.reduce((best, place) => (place.value > best.value ? place : best));
  const values = places.map(({ value }) => value);
  const variance = sampleVariance(values);
  return {
    min: lowest.value,
    minIndex: lowest.index,
    max: highest.value,
    maxIndex: highest.index,
    average: mean(values),
    deviation: Math.sqrt(variance),
    variance,
    sum: values.reduce((sum, value) => sum + value, 0),
    length: values.length,
  };
}

/** Of a single value it is 0. */
export function sampleVariance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}
