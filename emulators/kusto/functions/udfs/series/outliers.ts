import { semanticError, unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { numberOf, readSeries, writeReals } from './series.ts';

/** Scores by how far a value lies outside of the middle of the values. */
export const outlierFunctions: Record<string, UdfFunction> = {
  series_outliers: {
    takes: ['dynamic'],
    optional: [
      { type: 'string', otherwise: `'ctukey'` },
      { type: 'dynamic', otherwise: 'NULL' },
      { type: 'real', otherwise: '10.0' },
      { type: 'real', otherwise: '90.0' },
    ],
    gives: 'dynamic',
    seesNulls: true,
    run: outliers,
  },
};

function outliers(
  json: string | null,
  kind: string | null,
  ignoredJson: string | null,
  low: number | null,
  high: number | null,
): string | null {
  const series = json === null ? null : readSeries(json);
  if (series === null) return null;
  const method = methodOf(kind ?? '', low ?? 10, high ?? 90);
  const ignored = ignoredJson === null ? null : numberOf(ignoredJson);
  const values = series.values.map((value) =>
    value === ignored || (value !== null && !Number.isFinite(value)) ? null : value,
  );
  return writeReals(outlierScores(values, method));
}

export type OutlierMethod = 'tukey' | 'ctukey';

function methodOf(kind: string, low: number, high: number): OutlierMethod {
  if (kind !== 'tukey' && kind !== 'ctukey')
    throw semanticError('SEM0025', `series_outliers(): kind must be 'tukey' or 'ctukey', not '${kind}'.`);
  if (kind === 'ctukey' && (low !== 10 || high !== 90))
    throw unsupported(`series_outliers() with percentiles other than 10 and 90`);
  return kind;
}

/** `scale` brings the distance between the percentiles to the unit of the score; that of ctukey is Kusto's, measured. */
const fences = {
  tukey: { low: 0.25, high: 0.75, scale: 1 },
  ctukey: { low: 0.1, high: 0.9, scale: 1 / 2.772605605507914 },
};

/** Null scores 0. The percentiles are those of the first `learned` values. */
export function outlierScores(
  values: readonly (number | null)[],
  method: OutlierMethod,
  learned = values.length,
): number[] {
  const { low, high, scale } = fences[method];
  const sorted = values
    .slice(0, learned)
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
  const [floor, ceiling] = [quantile(sorted, low), quantile(sorted, high)];
  const unit = (ceiling - floor) * scale;
  return values.map((value) => {
    if (value === null) return 0;
    if (value > ceiling) return (value - ceiling) / unit;
    return value < floor ? (value - floor) / unit : 0;
  });
}

/** Between two values of a sorted list in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
