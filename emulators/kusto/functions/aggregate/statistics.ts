import { semanticError } from '../../types/kql-error.ts';
import { convertSql } from '../convert.ts';
import {
  type AggregateFunction,
  type AggregateShape,
  type AggregateTable,
  filterClause,
  type Operand,
  operandAt,
  sqlAt,
} from '../entries.ts';

function moment(name: string): AggregateFunction {
  return { nulls: 'never', sql: (operands, call) => finiteMoment(name, operands.slice(0, 1), call) };
}

/** nan when a value is not finite; DuckDB fails then, and the query is run again with arithmetic that wraps. */
function finiteMoment(name: string, operands: Operand[], call: AggregateShape): string {
  const values = operands.map((operand) => convertSql(operand, 'real'));
  const reals = operands.filter((operand) => operand.type === 'real').map((operand) => operand.sql);
  const plain = (shape: AggregateShape) =>
    `coalesce(${name}(${values.join(', ')})${filterClause(shape)}, 0.0)`;
  if (reals.length === 0 || !call.wraps) return plain(call);
  const infinite = reals.map((value) => `NOT isfinite(${value})`).join(' OR ');
  const shape = { ...call, filter: [...call.filter, ...reals.map((value) => `isfinite(${value})`)] };
  return `(CASE WHEN bool_or(${infinite})${filterClause(call)} THEN 'nan'::DOUBLE ELSE ${plain(shape)} END)`;
}

/** Sample statistics of fewer than two values are 0. */
function sum(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const numeric = operand.type === 'dynamic' ? convertSql(operand, call.type) : operand.sql;
  const total = `sum(${operand.type === 'bool' ? `CAST(${numeric} AS BIGINT)` : numeric})${filterClause(call)}`;
  if (call.type === 'real') return `coalesce(${total}, 0.0)`;
  if (call.type === 'decimal') return `CAST(coalesce(${total}, 0) AS DECIMAL(38,10))`;
  return call.wraps ? `kql_wrap(coalesce(${total}, 0))` : `CAST(coalesce(${total}, 0) AS BIGINT)`;
}

function avg(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  if (call.type === 'datetime' || call.type === 'timespan')
    return `CAST(trunc(avg(${operand.sql})${filterClause(call)}) AS BIGINT)`;
  if (call.type === 'decimal') return `CAST(avg(${operand.sql})${filterClause(call)} AS DECIMAL(38,10))`;
  if ((operand.type === 'int' || operand.type === 'long') && call.wraps)
    return `coalesce(CAST(kql_wrap(sum(${operand.sql})${filterClause(call)}) AS DOUBLE) / count(${operand.sql})${filterClause(call)}, 'nan'::DOUBLE)`;
  return `coalesce(avg(${convertSql(operand, 'real')})${filterClause(call)}, 'nan'::DOUBLE)`;
}

function extreme(name: 'min' | 'max'): AggregateFunction {
  return {
    nulls: 'always',
    sql: (operands, call) => {
      const operand = operandAt(operands, 0);
      const value = operand.sql;
      if (operand.type === 'dynamic')
        return `kql_null(arg_${name}(${operand.sql}, ${convertSql(operand, 'real')})${filterClause(call)})`;
      return `${name}(${value})${filterClause(call)}`;
    },
  };
}

function argExtreme(name: 'arg_min' | 'arg_max'): AggregateFunction {
  return {
    nulls: 'always',
    sql: (operands, call) => {
      const [value, order] = [sqlAt(operands, 0), sqlAt(operands, 1)];
      return `(CASE WHEN count(${order})${filterClause(call)} = 0 THEN first(${value})${filterClause(call)} ELSE ${name}_null(${value}, ${order})${filterClause(call)} END)`;
    },
  };
}

/** `percentile(value, share [, all shares of the same percentiles()])`. */
function percentile([operand, share, ...all]: Operand[], call: AggregateShape): string {
  if (operand === undefined || share === undefined) throw new Error('percentile: operands');
  const value = operand.type === 'dynamic' ? convertSql(operand, 'real') : operand.sql;
  const type = operand.type === 'dynamic' ? 'real' : operand.type;
  return convertSql({ sql: quantile(value, share, all, call), type, isNullable: true }, call.type);
}

/** DuckDB computes equal aggregates once: the shares of percentiles() are asked for together. */
function quantile(value: string, share: Operand, all: Operand[], call: AggregateShape): string {
  const one = (operand: Operand) => `(${convertSql(validShare(operand), 'real')} / 100)`;
  const at = all.indexOf(share);
  if (all.length < 2 || all.some((operand) => operand.constant == null))
    return `quantile_disc(${value}, ${one(share)})${filterClause(call)}`;
  const position = at >= 0 ? at : all.findIndex((operand) => operand.sql === share.sql);
  return `(quantile_disc(${value}, [${all.map(one).join(', ')}])${filterClause(call)})[${position + 1}]`;
}

function validShare(operand: Operand): Operand {
  const share = operand.constant == null ? 0 : Number(operand.constant);
  if (share >= 0 && share <= 100) return operand;
  throw semanticError('SEM0025', `Semantic error: SEM0025: percentile(): ${share} is not between 0 and 100.`);
}

/** Shares are given one by one or as one array. */
function percentilesArray(operands: Operand[], call: AggregateShape): string {
  const [operand, ...given] = operands;
  if (operand === undefined) throw new Error('percentiles_array: operands');
  const shape = { ...call, type: operand.type };
  return jsonArray(
    sharesOf(given).map((share, _, all) => percentile([operand, share, ...all], shape)),
    operand.type,
  );
}

function weightedPercentilesArray(operands: Operand[], call: AggregateShape): string {
  const [operand, weight, ...given] = operands;
  if (operand === undefined || weight === undefined) throw new Error('percentilesw_array: operands');
  const shape = { ...call, type: operand.type };
  return jsonArray(
    sharesOf(given).map((share) => weightedPercentile([operand, weight, share], shape)),
    operand.type,
  );
}

function sharesOf(given: Operand[]): Operand[] {
  const [only] = given;
  if (only?.type !== 'dynamic') return given;
  const shares = JSON.parse(String(only.constant ?? '[]')) as number[];
  return shares.map(
    (share): Operand => ({
      sql: `${share}::DOUBLE`,
      type: 'real',
      isNullable: false,
      constant: share,
    }),
  );
}

function jsonArray(values: string[], type: Operand['type']): string {
  return `json_array(${values.map((sql) => convertSql({ sql, type, isNullable: true }, 'dynamic')).join(', ')})`;
}

/** The value at which the running weight reaches the share. */
function weightedPercentile(operands: Operand[], call: AggregateShape): string {
  const [value, weight, share] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const pairs = `list(struct_pack(v := ${value.sql}, w := ${convertSql(weight, 'long')}) ORDER BY ${value.sql})${filterClause(call)}`;
  const found = `kql_weighted(${pairs}, ${convertSql(share, 'real')})`;
  return convertSql({ sql: found, type: value.type, isNullable: true }, call.type);
}

function dcount(operands: Operand[], call: AggregateShape): string {
  const accuracy = operands[1]?.constant;
  if (accuracy != null && (Number(accuracy) < 0 || Number(accuracy) > 4))
    throw semanticError(
      'SEM0025',
      `Semantic error: SEM0025: dcount(): the accuracy must be from 0 to 4, not ${accuracy}.`,
    );
  return `count(DISTINCT ${sqlAt(operands, 0)})${filterClause(call)}`;
}

function bits(name: string): AggregateFunction {
  return {
    nulls: 'always',
    sql: (operands, call) => `${name}(${convertSql(operandAt(operands, 0), 'long')})${filterClause(call)}`,
  };
}

function covariance(name: string): AggregateFunction {
  return { nulls: 'never', sql: (operands, call) => finiteMoment(name, operands.slice(0, 2), call) };
}

/** Counts, sums and statistics. */
export const statistics: AggregateTable = {
  // count(x) counts rows, nulls too.
  count: { nulls: 'never', sql: (_, call) => `count(*)${filterClause(call)}` },
  cnt: { nulls: 'never', sql: (_, call) => `count(*)${filterClause(call)}` },
  sum: { nulls: 'never', sql: sum },
  avg: { nulls: 'always', sql: avg },
  min: extreme('min'),
  max: extreme('max'),
  arg_max: argExtreme('arg_max'),
  arg_min: argExtreme('arg_min'),
  dcount: { nulls: 'never', sql: dcount },
  count_distinct: { nulls: 'never', sql: dcount },
  stdev: moment('stddev_samp'),
  stdevp: moment('stddev_pop'),
  variance: moment('var_samp'),
  variancep: moment('var_pop'),
  covariance: covariance('covar_samp'),
  covariancep: covariance('covar_pop'),
  percentile: { nulls: 'always', sql: percentile },
  percentiles_array: { nulls: 'always', sql: percentilesArray },
  percentilesw_array: { nulls: 'always', sql: weightedPercentilesArray },
  percentilew: { nulls: 'always', sql: weightedPercentile },
  take_any: {
    nulls: 'always',
    sql: (operands, call) => `any_value(${sqlAt(operands, 0)})${filterClause(call)}`,
  },
  any: { nulls: 'always', sql: (operands, call) => `any_value(${sqlAt(operands, 0)})${filterClause(call)}` },
  binary_all_and: bits('bit_and'),
  binary_all_or: bits('bit_or'),
  binary_all_xor: bits('bit_xor'),
};
