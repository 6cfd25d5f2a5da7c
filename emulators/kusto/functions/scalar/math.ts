import type { KustoType } from '../../types/schema.ts';
import { convertSql } from '../convert.ts';
import { direct, type Operand, operandAt, type ScalarFunction, type ScalarTable, sqlAt } from '../entries.ts';

function real(
  expression: (x: string) => string,
  nulls: ScalarFunction['nulls'] = 'propagate',
): ScalarFunction {
  return { converts: ['real'], nulls, sql: (operands) => expression(sqlAt(operands, 0)) };
}

function sameType(expression: (x: string) => string): ScalarFunction {
  return { sql: (operands, call) => expression(convertSql(operandAt(operands, 0), call.type)) };
}

function binary(expression: (a: string, b: string) => string): ScalarFunction {
  return { converts: ['long'], sql: (operands) => expression(sqlAt(operands, 0), sqlAt(operands, 1)) };
}

/** Nan for an infinite operand, with which DuckDB's functions of angles fail. */
function ofFinite(x: string, value: string): string {
  return `(CASE WHEN isinf(${x}) THEN 'nan'::DOUBLE ELSE ${value} END)`;
}

/** Rounds down to a multiple of the second operand; null when that is negative. */
function bin(operands: Operand[], type: KustoType): string {
  const value = operandAt(operands, 0);
  const size = operandAt(operands, 1);
  if (type === 'real') return `kql_bin_real(${convertSql(value, 'real')}, ${convertSql(size, 'real')})`;
  if (type === 'decimal')
    return `kql_bin_real(${convertSql(value, 'decimal')}, ${convertSql(size, 'decimal')})`;
  const x = value.type === 'dynamic' ? convertSql(value, type) : value.sql;
  const step = size.type === 'real' ? convertSql(size, type === 'datetime' ? 'timespan' : 'long') : size.sql;
  if (value.type === 'datetime' && typeof size.constant === 'bigint' && size.constant > 0n)
    return `(${x} - ${x} % ${step})`;
  const isPositive = typeof size.constant === 'bigint' && size.constant > 0n;
  return `kql_floor_bin(${x}, ${isPositive ? step : `CASE WHEN ${step} > 0 THEN ${step} END`})`;
}

function binAt(operands: Operand[], type: KustoType): string {
  const [x, size, fixed] = [0, 1, 2].map((index) => operandAt(operands, index));
  if (x === undefined || size === undefined || fixed === undefined) throw new Error('bin_at: operands');
  if (type === 'real') {
    const [a, s, f] = [x, size, fixed].map((operand) => convertSql(operand, 'real'));
    return `(${f} + kql_bin_real(${a} - ${f}, ${s}))`;
  }
  return `(${fixed.sql} + kql_floor_bin(${x.sql} - ${fixed.sql}, ${size.sql}))`;
}

function extreme(name: 'greatest' | 'least'): ScalarFunction {
  return {
    sql: (operands, call) =>
      `${name}(${operands.map((operand) => convertSql(operand, call.type)).join(', ')})`,
    nulls: 'propagate',
  };
}

/** Numbers. */
export const mathFunctions: ScalarTable = {
  abs: {
    sql: (operands, call) => {
      const x = convertSql(operandAt(operands, 0), call.type);
      return call.wraps && call.type === 'long' ? `kql_wrap(abs(${x}::HUGEINT))` : `abs(${x})`;
    },
  },
  sign: sameType((x) => `sign(${x})`),
  ceiling: real((x) => `ceil(${x})`),
  floor: {
    sql: (operands, call) =>
      operands.length < 2 ? `floor(${convertSql(operandAt(operands, 0), 'real')})` : bin(operands, call.type),
  },
  round: {
    sql: (operands, call) => {
      const digits = operands[1] === undefined ? '0' : `CAST(${sqlAt(operands, 1)} AS INTEGER)`;
      return call.type === 'decimal'
        ? `CAST(round(${sqlAt(operands, 0)}, ${digits}) AS DECIMAL(38,10))`
        : `round(${convertSql(operandAt(operands, 0), 'real')}, ${digits})`;
    },
  },
  sqrt: real((x) => `(CASE WHEN ${x} < 0 THEN 'nan'::DOUBLE ELSE sqrt(${x}) END)`),
  exp: real((x) => `exp(${x})`),
  exp2: real((x) => `pow(2, ${x})`),
  exp10: real((x) => `pow(10, ${x})`),
  log: real((x) => `(CASE WHEN ${x} > 0 THEN ln(${x}) WHEN ${x} = 0 THEN '-infinity'::DOUBLE END)`, 'always'),
  log2: real(
    (x) => `(CASE WHEN ${x} > 0 THEN log2(${x}) WHEN ${x} = 0 THEN '-infinity'::DOUBLE END)`,
    'always',
  ),
  log10: real(
    (x) => `(CASE WHEN ${x} > 0 THEN log10(${x}) WHEN ${x} = 0 THEN '-infinity'::DOUBLE END)`,
    'always',
  ),
  pow: { converts: ['real'], sql: (operands) => `pow(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)})` },
  pi: { nulls: 'never', sql: () => 'pi()' },
  sin: real((x) => ofFinite(x, `sin(${x})`)),
  cos: real((x) => ofFinite(x, `cos(${x})`)),
  tan: real((x) => ofFinite(x, `tan(${x})`)),
  cot: real((x) => ofFinite(x, `1 / tan(${x})`)),
  asin: real((x) => `(CASE WHEN abs(${x}) > 1 THEN 'nan'::DOUBLE ELSE asin(${x}) END)`),
  acos: real((x) => `(CASE WHEN abs(${x}) > 1 THEN 'nan'::DOUBLE ELSE acos(${x}) END)`),
  atan: real((x) => `atan(${x})`),
  atan2: { converts: ['real'], sql: (operands) => `atan2(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)})` },
  degrees: real((x) => `degrees(${x})`),
  radians: real((x) => `radians(${x})`),
  isnan: real((x) => `coalesce(isnan(${x}), false)`, 'never'),
  isinf: real((x) => `coalesce(isinf(${x}), false)`, 'never'),
  isfinite: real((x) => `coalesce(isfinite(${x}), false)`, 'never'),
  // Poles of gamma are at 0 and the negative whole numbers.
  gamma: real((x) => `(CASE WHEN ${x} <= 0 AND ${x} = floor(${x}) THEN 'nan'::DOUBLE ELSE gamma(${x}) END)`),
  loggamma: real(
    (x) => `(CASE WHEN ${x} <= 0 AND ${x} = floor(${x}) THEN 'infinity'::DOUBLE ELSE lgamma(${x}) END)`,
  ),
  rand: {
    nulls: 'never',
    sql: (operands) =>
      operands[0] === undefined ? 'random()' : `CAST(floor(random() * ${sqlAt(operands, 0)}) AS DOUBLE)`,
  },
  bin: { nulls: 'always', sql: (operands, call) => bin(operands, call.type) },
  bin_at: { nulls: 'always', sql: (operands, call) => binAt(operands, call.type) },
  max_of: extreme('greatest'),
  min_of: extreme('least'),
  binary_and: binary((a, b) => `(${a} & ${b})`),
  binary_or: binary((a, b) => `(${a} | ${b})`),
  binary_xor: binary((a, b) => `xor(${a}, ${b})`),
  binary_not: { converts: ['long'], sql: (operands) => `(~${sqlAt(operands, 0)})` },
  // A negative count gives null.
  binary_shift_left: { ...binary((a, b) => `kql_shift_left(${a}, ${b})`), nulls: 'always' },
  binary_shift_right: {
    ...binary((a, b) => `(CASE WHEN ${b} >= 0 THEN ${a} >> (${b} % 64) END)`),
    nulls: 'always',
  },
  bitset_count_ones: { ...direct('bit_count', { converts: ['long'] }) },
  new_guid: { nulls: 'never', sql: () => 'uuid()' },
};
