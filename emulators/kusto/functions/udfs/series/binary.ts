import type { UdfFunction } from '../udf-function.ts';
import { numberOf, readSeries, type Series, writeReal } from './series.ts';

/** Element by element; the longer array decides the length, and what has no number on both sides is null. */
export const binarySeries: Record<string, UdfFunction> = {
  series_add: arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  series_subtract: arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  series_multiply: arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  series_divide: elementwise((a, b) => writeReal(a / b)),
  series_pow: elementwise((a, b) => writeReal(a ** b)),
  series_equals: comparison((a, b) => a === b),
  series_not_equals: comparison((a, b) => a !== b),
  series_greater: comparison((a, b) => a > b),
  series_greater_equals: comparison((a, b) => a >= b),
  series_less: comparison((a, b) => a < b),
  series_less_equals: comparison((a, b) => a <= b),
};

type Combine = (left: number, right: number) => string;

function comparison(test: (left: number, right: number) => boolean): UdfFunction {
  return elementwise((left, right) => String(test(left, right)));
}

/** Two arrays of integers give integers, which wrap as long does. */
function arithmetic(
  real: (a: number, b: number) => number,
  exact: (a: bigint, b: bigint) => bigint,
): UdfFunction {
  return definition((left, right) => {
    const isLong = left.isLong && right.isLong;
    return combined(left, right, (a, b, index) => {
      const value = real(a, b);
      if (!isLong) return writeReal(value);
      if ([a, b, value].every(Number.isSafeInteger)) return value.toFixed(0).replace(/^-0$/, '0');
      return BigInt.asIntN(
        64,
        exact(BigInt(left.tokens[index] ?? 0), BigInt(right.tokens[index] ?? 0)),
      ).toString();
    });
  });
}

function elementwise(combine: Combine): UdfFunction {
  return definition((left, right) => combined(left, right, combine));
}

function definition(combine: (left: Series, right: Series) => string): UdfFunction {
  return {
    takes: ['dynamic', 'dynamic'],
    gives: 'dynamic',
    run: (left: string, right: string) => {
      const operands = alignedSeries(left, right);
      return operands === null ? null : combine(...operands);
    },
  };
}

/** One of the two may be a number, which stands for an array of it. */
export function alignedSeries(left: string, right: string): [Series, Series] | null {
  const [first, second] = [readSeries(left), readSeries(right)];
  if (first !== null && second !== null) return [first, second];
  if (first !== null) return withNumber(right, first, (repeated) => [first, repeated]);
  return second === null ? null : withNumber(left, second, (repeated) => [repeated, second]);
}

function withNumber(
  json: string,
  other: Series,
  pair: (repeated: Series) => [Series, Series],
): [Series, Series] | null {
  const value = numberOf(json);
  if (value === null) return null;
  const { length } = other.values;
  const isLong = /^-?\d+$/.test(json);
  return pair({
    values: Array<number>(length).fill(value),
    tokens: Array<string>(length).fill(json),
    isLong,
  });
}

function combined(
  left: Series,
  right: Series,
  combine: (a: number, b: number, index: number) => string,
): string {
  const length = Math.max(left.values.length, right.values.length);
  const results = Array.from({ length }, (_, index) => {
    const a = left.values[index] ?? null;
    const b = right.values[index] ?? null;
    return a === null || b === null ? 'null' : combine(a, b, index);
  });
  return `[${results.join(',')}]`;
}
