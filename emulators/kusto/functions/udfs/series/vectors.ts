import type { UdfFunction } from '../udf-function.ts';
import { alignedSeries } from './binary.ts';
import { readNumbers, readSeries } from './series.ts';

/** One number from one or two arrays. */
export const vectorFunctions: Record<string, UdfFunction> = {
  series_sum: overNumbers((values) => values.reduce((sum, value) => sum + value, 0)),
  series_product: overNumbers((values) => values.reduce((product, value) => product * value, 1)),
  series_magnitude: overNumbers((values) => Math.sqrt(dot(values, values))),
  series_dot_product: { takes: ['dynamic', 'dynamic'], gives: 'real', run: dotProduct },
  series_cosine_similarity: {
    takes: ['dynamic', 'dynamic'],
    optional: [
      { type: 'real', otherwise: 'NULL' },
      { type: 'real', otherwise: 'NULL' },
    ],
    gives: 'real',
    seesNulls: true,
    run: cosineSimilarity,
  },
  series_pearson_correlation: { takes: ['dynamic', 'dynamic'], gives: 'real', run: pearsonCorrelation },
};

function overNumbers(compute: (values: number[]) => number): UdfFunction {
  return {
    takes: ['dynamic'],
    gives: 'real',
    run: (json: string) => {
      const values = readNumbers(json);
      return values === null ? null : compute(values);
    },
  };
}

function dotProduct(left: string, right: string): number | null {
  const pairs = numericPairs(left, right);
  return pairs === null ? null : dot(...pairs);
}

/** Up to the end of the shorter one, without the places where one of the two has no number; null when one is empty. */
function numericPairs(left: string, right: string): [number[], number[]] | null {
  const operands = alignedSeries(left, right);
  if (operands === null) return null;
  const [first, second] = operands.map(({ values }) => values);
  if (first === undefined || second === undefined || first.length === 0 || second.length === 0) return null;
  const pairs: [number[], number[]] = [[], []];
  for (let index = 0; index < Math.min(first.length, second.length); index++) {
    const [a, b] = [first[index] ?? null, second[index] ?? null];
    if (a === null || b === null) continue;
    pairs[0].push(a);
    pairs[1].push(b);
  }
  return pairs;
}

function cosineSimilarity(
  left: string | null,
  right: string | null,
  leftMagnitude: number | null,
  rightMagnitude: number | null,
): number | null {
  if (left === null || right === null || readSeries(left) === null || readSeries(right) === null) return null;
  const pairs = numericPairs(left, right);
  if (pairs === null) return null;
  const [first, second] = pairs;
  const scale =
    (leftMagnitude ?? Math.sqrt(dot(first, first))) * (rightMagnitude ?? Math.sqrt(dot(second, second)));
  return dot(first, second) / scale;
}

function pearsonCorrelation(left: string, right: string): number | null {
  const [x, y] = [readNumbers(left), readNumbers(right)];
  if (x === null || y === null || x.length !== y.length || x.length === 0) return null;
  const [meanX, meanY] = [mean(x), mean(y)];
  const dx = x.map((value) => value - meanX);
  const dy = y.map((value) => value - meanY);
  return dot(dx, dy) / (Math.sqrt(dot(dx, dx)) * Math.sqrt(dot(dy, dy)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
