import type { KustoType } from '../../types/schema.ts';
import { convertSql } from '../convert.ts';
import {
  type AggregateShape,
  type AggregateTable,
  filterClause,
  type Operand,
  operandAt,
  quoted,
} from '../entries.ts';

/** Bits of a hash that choose its register, by the accuracy argument (Kusto docs, dcount-aggregation-function). */
const bitsByAccuracy = [12, 14, 16, 17, 18];

/** Null over no rows at all; an empty sketch over rows with nothing but nulls. */
function overRows(sql: string, call: AggregateShape): string {
  return `(CASE WHEN count(*)${filterClause(call)} > 0 THEN CAST(${sql} AS JSON) END)`;
}

function present(operand: Operand, call: AggregateShape): string {
  return filterClause({ ...call, filter: [...call.filter, `${operand.sql} IS NOT NULL`] });
}

function hll(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const accuracy = operands[1] === undefined ? '1' : convertSql(operands[1], 'long');
  const bits = `(CASE ${accuracy} ${bitsByAccuracy.map((count, index) => `WHEN ${index} THEN ${count}`).join(' ')}
    ELSE error(${quoted('hll(): the accuracy must be a constant from 0 to 4')}) END)`;
  const hashes = `coalesce(list_sort(list(DISTINCT ${hashSql(operand)})${present(operand, call)}), CAST([] AS BIGINT[]))`;
  return overRows(`kql_hll(${hashes}, ${bits})`, call);
}

function hashSql(operand: Operand): string {
  const isWhole = ['int', 'long', 'datetime', 'timespan'].includes(operand.type);
  if (isWhole) return `kql_hash_long(CAST(${operand.sql} AS BIGINT), 0)`;
  return `kql_hash_text(${convertSql(operand, 'string')}, 0)`;
}

function mergedOf(udf: string): (operands: Operand[], call: AggregateShape) => string {
  return (operands, call) => {
    const given = operandAt(operands, 0);
    const operand: Operand = { ...given, sql: convertSql(given, 'dynamic'), type: 'dynamic' };
    return `CAST(${udf}(CAST(to_json(list(${operand.sql})${present(operand, call)}) AS VARCHAR)) AS JSON)`;
  };
}

const digestTypes: Partial<Record<KustoType, string>> = {
  int: 'int',
  long: 'long',
  datetime: 'datetime',
  timespan: 'timespan',
};

function tdigest(operands: Operand[], call: AggregateShape): string {
  const given = operandAt(operands, 0);
  const type = digestTypes[given.type] ?? 'real';
  const value = type === 'real' ? convertSql(given, 'real') : given.sql;
  const operand: Operand = { sql: value, type: given.type, isNullable: true };
  const condition = type === 'real' ? [`isfinite(${value})`] : [];
  const shape = { ...call, filter: [...call.filter, ...condition] };
  const weight = operands[1];
  if (weight === undefined) {
    const values = `coalesce(list(${value} ORDER BY ${value})${present(operand, shape)}, [])`;
    return overRows(`kql_tdigest(${quoted(type)}, ${values})`, call);
  }
  const pair = `struct_pack(v := ${value}, w := ${convertSql(weight, 'long')})`;
  return overRows(
    `kql_tdigest_weighted(${quoted(type)}, coalesce(list(${pair})${present(operand, shape)}, []))`,
    call,
  );
}

/** Values of each row's schema are merged, so that the list stays as short as the rows are alike. */
function buildschema(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const schemas = `list_sort(list(DISTINCT kql_schema_of(CAST(${operand.sql} AS VARCHAR)))${present(operand, call)})`;
  return `CAST(kql_merge_schemas(CAST(to_json(${schemas}) AS VARCHAR)) AS JSON)`;
}

/** Aggregates whose result is a dynamic value that stands for the values seen. */
export const sketches: AggregateTable = {
  buildschema: { nulls: 'always', sql: buildschema },
  hll: { nulls: 'always', sql: hll },
  hll_merge: { nulls: 'always', sql: mergedOf('kql_hll_merge') },
  tdigest: { nulls: 'always', sql: tdigest },
  tdigest_merge: { nulls: 'always', sql: mergedOf('kql_tdigest_merge') },
  merge_tdigest: { nulls: 'always', sql: mergedOf('kql_tdigest_merge') },
};
