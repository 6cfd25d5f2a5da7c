import type { KustoType } from '../../types/schema.ts';
import { convertSql } from '../convert.ts';
import { type Operand, operandAt, type ScalarFunction, type ScalarTable, sqlAt } from '../entries.ts';

function text(operand: Operand): string {
  return `CAST(${convertSql(operand, 'dynamic')} AS VARCHAR)`;
}

function merged(udf: string): ScalarFunction {
  return {
    nulls: 'always',
    sql: (operands) =>
      `CAST(${udf}(CAST(json_array(${operands.map((operand) => convertSql(operand, 'dynamic')).join(', ')}) AS VARCHAR)) AS JSON)`,
  };
}

function ofJson(sql: string, type: KustoType): string {
  return convertSql({ sql: `CAST(${sql} AS JSON)`, type: 'dynamic', isNullable: true }, type);
}

/** A number or a time as digits. */
function digits(operand: Operand): string {
  const isTime = operand.type === 'datetime' || operand.type === 'timespan';
  return `CAST(${isTime ? operand.sql : convertSql(operand, operand.type === 'dynamic' ? 'real' : operand.type)} AS VARCHAR)`;
}

/** Percentages one by one or as an array, maybe followed by typeof(). */
function percentilesArray(operands: Operand[]): string {
  const shares = operands.slice(1).filter((operand) => operand.type !== 'string');
  const [only] = shares;
  const list =
    only?.type === 'dynamic'
      ? text(only)
      : `CAST(json_array(${shares.map((share) => convertSql(share, 'real')).join(', ')}) AS VARCHAR)`;
  return `CAST(kql_tdigest_percentiles(${text(operandAt(operands, 0))}, ${list}) AS JSON)`;
}

/** Functions over what hll() and tdigest() gave. */
export const sketchFunctions: ScalarTable = {
  dcount_hll: { nulls: 'always', sql: (operands) => `kql_hll_count(${text(operandAt(operands, 0))})` },
  hll_merge: merged('kql_hll_merge'),
  /** Of the plugin dcount_intersect(): the counts as an array. */
  hll_intersect: merged('kql_hll_intersect'),
  merge_tdigest: merged('kql_tdigest_merge'),
  tdigest_merge: merged('kql_tdigest_merge'),
  percentile_tdigest: {
    nulls: 'always',
    sql: (operands, call) =>
      ofJson(
        `kql_tdigest_percentile(${text(operandAt(operands, 0))}, ${convertSql(operandAt(operands, 1), 'real')})`,
        call.type,
      ),
  },
  percentiles_array_tdigest: { nulls: 'always', sql: percentilesArray },
  rank_tdigest: {
    nulls: 'always',
    sql: (operands) => `kql_tdigest_rank(${text(operandAt(operands, 0))}, ${digits(operandAt(operands, 1))})`,
  },
  percentrank_tdigest: {
    nulls: 'always',
    sql: (operands) =>
      `(kql_tdigest_rank(${text(operandAt(operands, 0))}, ${digits(operandAt(operands, 1))}) * 100
        / kql_tdigest_weight(${text(operandAt(operands, 0))}))`,
  },
  estimate_data_size: { nulls: 'never', sql: dataSize },
};

const sizes: Partial<Record<KustoType, string>> = {
  bool: '1',
  int: '4',
  long: '8',
  real: '8',
  datetime: '8',
  timespan: '8',
  guid: '16',
  decimal: '16',
};

/** Bytes of the values: fixed ones by their type, texts by their UTF-8, dynamic values by their JSON. */
function dataSize(operands: Operand[]): string {
  const terms = operands.map((operand, index) => {
    if (operand.type === 'string') return `strlen(${operand.sql})`;
    if (operand.type === 'dynamic')
      return `kql_dynamic_size(coalesce(CAST(${sqlAt(operands, index)} AS VARCHAR), ''))`;
    return sizes[operand.type] ?? '8';
  });
  return `CAST(${terms.length === 0 ? '0' : terms.join(' + ')} AS BIGINT)`;
}
