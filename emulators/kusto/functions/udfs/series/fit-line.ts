import type { UdfFunction } from '../udf-function.ts';
import { readNumbers, writeReal, writeReals } from './series.ts';
import { sampleVariance } from './statistics.ts';
import { mean } from './vectors.ts';

/** Regression by one line and by two. The tuples are in the order of the function's columns. */
export const lineFunctions: Record<string, UdfFunction> = {
  series_fit_line: regression((values) => {
    const line = fitLine(values);
    return `[${[line.rSquare, line.slope, line.variance, line.residualVariance, line.interception].map(writeReal).join(',')},${writeReals(line.fitted)}]`;
  }),
  series_fit_line_dynamic: regression((values) => {
    const line = fitLine(values);
    return `{"slope":${writeReal(line.slope)},"interception":${writeReal(line.interception)},${qualityOf(line)},"line_fit":${writeReals(line.fitted)}}`;
  }),
  series_fit_2lines: regression((values) => {
    const both = fitTwoLines(values);
    if (both === null) return null;
    const whole = [
      writeReal(both.rSquare),
      String(both.splitIndex),
      writeReal(both.variance),
      writeReal(both.residualVariance),
      writeReals(both.fitted),
    ];
    const sides = [both.right, both.left].flatMap((line) =>
      [line.rSquare, line.slope, line.interception, line.variance, line.residualVariance].map(writeReal),
    );
    return `[${[...whole, ...sides].join(',')}]`;
  }),
  series_fit_2lines_dynamic: regression((values) => {
    const both = fitTwoLines(values);
    if (both === null) return null;
    const [left, right] = [both.left, both.right].map(
      (line) =>
        `{"slope":${writeReal(line.slope)},"interception":${writeReal(line.interception)},${qualityOf(line)}}`,
    );
    return `{${qualityOf(both)},"split_idx":${both.splitIndex},"line_fit":${writeReals(both.fitted)},"right":${right},"left":${left}}`;
  }),
};

function regression(write: (values: number[]) => string | null): UdfFunction {
  return {
    takes: ['dynamic'],
    gives: 'dynamic',
    run: (json: string) => {
      const values = readNumbers(json);
      return values === null || values.length < 2 ? null : write(values);
    },
  };
}

export interface Quality {
  rSquare: number;
  variance: number;
  residualVariance: number;
  fitted: number[];
}

interface Line extends Quality {
  slope: number;
  interception: number;
}

function qualityOf({ rSquare, variance, residualVariance }: Quality): string {
  return `"rsquare":${writeReal(rSquare)},"variance":${writeReal(variance)},"rvariance":${writeReal(residualVariance)}`;
}

/** Least squares over x = 1, 2, 3, … */
export function fitLine(values: readonly number[]): Line {
  const centerX = (values.length + 1) / 2;
  const centerY = mean(values);
  let products = 0;
  let squares = 0;
  for (const [index, y] of values.entries()) {
    products += (index + 1 - centerX) * (y - centerY);
    squares += (index + 1 - centerX) ** 2;
  }
  const slope = squares === 0 ? 0 : products / squares;
  const interception = centerY - slope * centerX;
  const fitted = values.map((_, index) => interception + slope * (index + 1));
  return { slope, interception, ...fitQuality(values, fitted) };
}

/** Both variances are divided by n - 1. */
export function fitQuality(values: readonly number[], fitted: number[]): Quality {
  const variance = sampleVariance(values);
  const residualVariance =
    sumOfSquares(values.map((value, index) => value - (fitted[index] ?? 0))) / Math.max(values.length - 1, 1);
  return {
    rSquare: variance === 0 ? 1 : 1 - residualVariance / variance,
    variance,
    residualVariance,
    fitted,
  };
}

interface TwoLines extends Quality {
  splitIndex: number;
  left: Line;
  right: Line;
}

/** The split with the least squares; its index is that of the right side's first point. Each line counts its own points from 1. */
function fitTwoLines(values: readonly number[]): TwoLines | null {
  if (values.length < 4) return null;
  const splitIndex = bestSplit(values);
  const left = fitLine(values.slice(0, splitIndex));
  const right = fitLine(values.slice(splitIndex));
  return { ...fitQuality(values, [...left.fitted, ...right.fitted]), splitIndex, left, right };
}

/** Running sums make each split cheap; the values are centred so that the sums keep their digits. */
function bestSplit(values: readonly number[]): number {
  const center = mean(values);
  const centered = values.map((value) => value - center);
  const before = squaredErrors(centered);
  const after = squaredErrors(centered.toReversed());
  let best = 2;
  let least = Number.POSITIVE_INFINITY;
  for (let split = 2; split <= values.length - 2; split++) {
    const error = (before[split] ?? 0) + (after[values.length - split] ?? 0);
    if (error < least) [best, least] = [split, error];
  }
  return best;
}

/** Squared error of a line through the first 0, 1, 2, … values. */
function squaredErrors(values: readonly number[]): number[] {
  let [sum, squares, products] = [0, 0, 0];
  const errors = [0];
  for (const [index, value] of values.entries()) {
    sum += value;
    squares += value * value;
    products += index * value;
    const count = index + 1;
    const spread = (count * (count * count - 1)) / 12;
    const shared = products - (sum * index) / 2;
    errors.push(squares - (sum * sum) / count - (spread === 0 ? 0 : (shared * shared) / spread));
  }
  return errors;
}

function sumOfSquares(values: number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
