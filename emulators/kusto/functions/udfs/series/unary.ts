import type { UdfFunction } from '../udf-function.ts';
import { readSeries, type Series, writeReal } from './series.ts';

/** Element by element; what is not a number is null. */
export const unarySeries: Record<string, UdfFunction> = {
  series_abs: sameType(
    (value) => Math.abs(value),
    (token) => token.replace('-', ''),
  ),
  series_ceiling: sameType(Math.ceil, (token) => token),
  series_floor: sameType(Math.floor, (token) => token),
  series_sign: definition(({ values }) =>
    values.map((value) =>
      value === null ? 'null' : Number.isNaN(value) ? '"NaN"' : String(Math.sign(value) + 0),
    ),
  ),
  series_exp: real(Math.exp),
  series_log: real(Math.log),
  series_sin: real(Math.sin),
  series_cos: real(Math.cos),
  series_tan: real(Math.tan),
  series_asin: real(Math.asin),
  series_acos: real(Math.acos),
  series_atan: real(Math.atan),
};

function definition(compute: (series: Series) => string[]): UdfFunction {
  return {
    takes: ['dynamic'],
    gives: 'dynamic',
    run: (json: string) => {
      const series = readSeries(json);
      return series === null ? null : `[${compute(series).join(',')}]`;
    },
  };
}

function real(compute: (value: number) => number): UdfFunction {
  return definition(({ values }) => values.map((value) => writeReal(value === null ? null : compute(value))));
}

/** Integers stay integers. */
function sameType(compute: (value: number) => number, exact: (token: string) => string): UdfFunction {
  return definition(({ values, tokens, isLong }) =>
    values.map((value, index) => {
      if (value === null) return 'null';
      return isLong ? exact(tokens[index] ?? '') : writeReal(compute(value));
    }),
  );
}
