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

/** Types whose values `to_json` writes as Kusto does; values of the others are written one by one. */
const plainTypes = new Set(['string', 'bool', 'int', 'long']);

/** A list of typed values as a list that `to_json` writes. */
function writable(list: string, type: Operand['type']): string {
  if (plainTypes.has(type)) return list;
  const item = convertSql({ sql: 'v', type, isNullable: true }, 'dynamic');
  return `list_transform(${list}, lambda v: ${item})`;
}

/** Nulls are left out, but those of dynamic. */
function presentOnly(operand: Operand, call: AggregateShape): AggregateShape {
  if (operand.type === 'dynamic' || operand.type === 'string') return call;
  return { ...call, filter: [...call.filter, `${operand.sql} IS NOT NULL`] };
}

function limited(list: string, limit: Operand | undefined): string {
  return limit === undefined ? list : `${list}[1:${convertSql(limit, 'long')}]`;
}

/** Arrays are flattened. */
function flattened(operand: Operand, call: AggregateShape): string {
  const lists = `list(kql_list_items(${operand.sql})${call.order})${filterClause(call)}`;
  return `coalesce(flatten(${lists}), [])`;
}

function makeList(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const shape = presentOnly(operand, call);
  if (operand.type === 'dynamic') return `to_json(${limited(flattened(operand, shape), operands[1])})`;
  const list = `coalesce(list(${operand.sql}${call.order})${filterClause(shape)}, [])`;
  return `to_json(${writable(limited(list, operands[1]), operand.type)})`;
}

/** In the order of first occurrence where rows have an order; otherwise sorted, so that equal sets are equal texts. */
function makeSet(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const shape = presentOnly(operand, call);
  if (call.order !== '') {
    const limit = operands[1] === undefined ? [] : [`CAST(${convertSql(operands[1], 'long')} AS VARCHAR)`];
    const all = `CAST(${makeList([operand], call)} AS VARCHAR)`;
    return `CAST(kql_distinct_items(${[all, ...limit].join(', ')}) AS JSON)`;
  }
  if (operand.type === 'dynamic') {
    const set = `list_sort(list_distinct(${flattened(operand, shape)}))`;
    return `to_json(${limited(set, operands[1])})`;
  }
  const set = `coalesce(list_sort(list(DISTINCT ${operand.sql})${filterClause(shape)}), [])`;
  return `to_json(${writable(limited(set, operands[1]), operand.type)})`;
}

function makeListWithNulls(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const list = `coalesce(list(${operand.sql}${call.order})${filterClause(call)}, [])`;
  return `to_json(${writable(list, operand.type)})`;
}

/** Bags are merged; of a key that occurs twice, one value stays. */
function makeBag(operands: Operand[], call: AggregateShape): string {
  return `CAST(kql_make_bag(CAST(to_json(coalesce(list(${sqlAt(operands, 0)}${call.order})${filterClause(call)}, [])) AS VARCHAR)) AS JSON)`;
}

function collection(sql: AggregateFunction['sql']): AggregateFunction {
  return { nulls: 'never', sql };
}

/** Aggregates that gather values into arrays and bags. */
export const collections: AggregateTable = {
  make_list: collection(makeList),
  makelist: collection(makeList),
  make_set: collection(makeSet),
  makeset: collection(makeSet),
  make_list_with_nulls: collection(makeListWithNulls),
  make_bag: collection(makeBag),
  make_dictionary: collection(makeBag),
};
