import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { onlyNumbers, readNumbers, readSeries, writeReal, writeReals } from './series.ts';

/** Digital filters over one array. */
export const filterFunctions: Record<string, UdfFunction> = {
  series_fir: {
    takes: ['dynamic', 'dynamic'],
    optional: [
      { type: 'bool', otherwise: 'NULL' },
      { type: 'bool', otherwise: 'false' },
    ],
    gives: 'dynamic',
    seesNulls: true,
    run: finiteImpulseResponse,
  },
  series_iir: { takes: ['dynamic', 'dynamic', 'dynamic'], gives: 'dynamic', run: infiniteImpulseResponse },
};

/** A row's filter runs to its end once begun, so that its work must be bounded: about half a second. */
const maxProducts = 100_000_000;

function checkWork(points: number, coefficients: number, name: string): void {
  if (points * coefficients > maxProducts) {
    throw unsupported(`${name}() of ${points} points with ${coefficients} coefficients`);
  }
}

/** Before the first and after the last point the series is 0. By default it normalizes when no coefficient is negative. */
function finiteImpulseResponse(
  json: string | null,
  filterJson: string | null,
  normalize: boolean | null,
  isCentered: boolean | null,
): string | null {
  const [series, filter] = [json, filterJson].map((text) => (text === null ? null : readSeries(text)));
  const values = series && onlyNumbers(series.values);
  const coefficients = filter && onlyNumbers(filter.values);
  if (!series || !filter || !values || !coefficients || coefficients.length === 0) return null;
  checkWork(values.length, coefficients.length, 'series_fir');
  const hasNegative = coefficients.some((value) => value < 0);
  if (normalize === true && hasNegative) return null;
  if (isCentered === true && coefficients.length % 2 === 0)
    throw unsupported('series_fir() centered with an even number of coefficients');
  const normalizes = normalize ?? !hasNegative;
  const scale = normalizes ? coefficients.reduce((sum, value) => sum + value, 0) : 1;
  const shift = isCentered === true ? (coefficients.length - 1) / 2 : 0;
  const results = values.map((_, index) => convolved(values, coefficients, index + shift) / scale);
  const isLong = series.isLong && filter.isLong && !normalizes && results.every(Number.isSafeInteger);
  return `[${results.map((value) => (isLong ? String(value + 0) : writeReal(value))).join(',')}]`;
}

function convolved(values: readonly number[], coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient, lag) => sum + coefficient * (values[at - lag] ?? 0), 0);
}

/** Y[i] = (b·X[i…] − a[1]·Y[i−1] − a[2]·Y[i−2] − …) / a[0]; series-iir-function.md. */
function infiniteImpulseResponse(
  json: string,
  numeratorJson: string,
  denominatorJson: string,
): string | null {
  const values = readNumbers(json);
  const numerators = readNumbers(numeratorJson);
  const [first, ...feedback] = readNumbers(denominatorJson) ?? [];
  if (values === null || numerators === null || numerators.length === 0 || first === undefined || first === 0)
    return null;
  checkWork(values.length, numerators.length + feedback.length, 'series_iir');
  const results: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const fed = feedback.reduce(
      (sum, coefficient, lag) => sum + coefficient * (results[index - 1 - lag] ?? 0),
      0,
    );
    results.push((convolved(values, numerators, index) - fed) / first);
  }
  return writeReals(results);
}
