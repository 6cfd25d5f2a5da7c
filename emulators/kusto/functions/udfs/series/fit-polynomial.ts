import type { UdfFunction } from '../udf-function.ts';
import { fitQuality } from './fit-line.ts';
import { readNumbers, writeReal, writeReals } from './series.ts';

/** Regression by a polynomial; x is 1, 2, 3, … when it is not given. */
export const polynomialFunctions: Record<string, UdfFunction> = {
  series_fit_poly: {
    takes: ['dynamic'],
    optional: [
      { type: 'dynamic', otherwise: 'NULL' },
      { type: 'long', otherwise: '1' },
    ],
    gives: 'dynamic',
    seesNulls: true,
    run: fitPolynomial,
  },
};

const maxDegree = 32n;

function fitPolynomial(json: string | null, xJson: string | null, degree: bigint | null): string | null {
  const y = json === null ? null : readNumbers(json);
  const x = xJson === null ? (y?.map((_, index) => index + 1) ?? null) : readNumbers(xJson);
  if (y === null || x === null || degree === null || x.length !== y.length) return null;
  if (degree < 1n || degree > maxDegree || y.length <= Number(degree)) return null;
  const coefficients = leastSquares(x, y, Number(degree));
  const fitted = x.map((value) => coefficients.reduce((sum, coefficient) => sum * value + coefficient, 0));
  const { rSquare, variance, residualVariance } = fitQuality(y, fitted);
  return `[${writeReal(rSquare)},${writeReals(coefficients)},${writeReal(variance)},${writeReal(residualVariance)},${writeReals(fitted)}]`;
}

/** Coefficients from the highest power to the lowest: QR by Householder reflections over x brought into [-1, 1]. */
function leastSquares(x: readonly number[], y: readonly number[], degree: number): number[] {
  const scale = x.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const rows = x.map((value) =>
    Array.from({ length: degree + 1 }, (_, column) => (value / scale) ** (degree - column)),
  );
  const right = [...y];
  for (let column = 0; column <= degree; column++) reflect(rows, right, column);
  return backSubstituted(rows, right, degree).map(
    (coefficient, column) => coefficient / scale ** (degree - column),
  );
}

/** Brings a column to zeros below the diagonal, in place. */
function reflect(rows: number[][], right: number[], column: number): void {
  const below = rows.slice(column);
  const norm = Math.hypot(...below.map((row) => row[column] ?? 0));
  const head = rows[column]?.[column] ?? 0;
  if (norm === 0) return;
  const direction = below.map((row) => row[column] ?? 0);
  direction[0] = head + (head < 0 ? -norm : norm);
  const size = direction.reduce((sum, value) => sum + value * value, 0);
  const apply = (read: (index: number) => number, write: (index: number, value: number) => void): void => {
    const factor =
      (2 * direction.reduce((sum, value, index) => sum + value * read(column + index), 0)) / size;
    for (const [index, value] of direction.entries())
      write(column + index, read(column + index) - factor * value);
  };
  for (let target = column; target < (rows[0]?.length ?? 0); target++) {
    apply(
      (index) => rows[index]?.[target] ?? 0,
      (index, value) => {
        const row = rows[index];
        if (row !== undefined) row[target] = value;
      },
    );
  }
  apply(
    (index) => right[index] ?? 0,
    (index, value) => {
      right[index] = value;
    },
  );
}

function backSubstituted(rows: number[][], right: number[], degree: number): number[] {
  const solution = Array<number>(degree + 1).fill(0);
  for (let column = degree; column >= 0; column--) {
    const row = rows[column] ?? [];
    const known = solution.reduce(
      (sum, value, index) => (index > column ? sum + value * (row[index] ?? 0) : sum),
      0,
    );
    solution[column] = ((right[column] ?? 0) - known) / (row[column] ?? 0);
  }
  return solution;
}
