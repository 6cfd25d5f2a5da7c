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

/** Values of a type as JSON; typed nulls stay null so that they can be left out. */
function json(operand: Operand): string {
  return convertSql(operand, 'dynamic');
}

function presentOnly(operand: Operand, call: AggregateShape): AggregateShape {
  if (operand.type === 'dynamic' || operand.type === 'string') return call;
  return { ...call, filter: [...call.filter, `${operand.sql} IS NOT NULL`] };
}

function limited(list: string, limit: Operand | undefined): string {
  return limit === undefined ? list : `${list}[1:${convertSql(limit, 'long')}]`;
}

/** Arrays are flattened, the null of dynamic is kept, nulls of other types are left out. */
function makeList(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const shape = presentOnly(operand, call);
  if (operand.type === 'dynamic') {
    const lists = `list(kql_list_items(${operand.sql})${call.order})${filterClause(shape)}`;
    return `to_json(${limited(`coalesce(flatten(${lists}), [])`, operands[1])})`;
  }
  return `to_json(${limited(`coalesce(list(${json(operand)}${call.order})${filterClause(shape)}, [])`, operands[1])})`;
}

function makeSet(operands: Operand[], call: AggregateShape): string {
  const operand = operandAt(operands, 0);
  const shape = presentOnly(operand, call);
  if (operand.type === 'dynamic') {
    const all = `coalesce(flatten(list(kql_list_items(${operand.sql})${call.order})${filterClause(shape)}), [])`;
    return `to_json(${limited(`kql_distinct(${all})`, operands[1])})`;
  }
  return `to_json(${limited(`kql_distinct(coalesce(list(${json(operand)}${call.order})${filterClause(shape)}, []))`, operands[1])})`;
}

function makeListWithNulls(operands: Operand[], call: AggregateShape): string {
  return `to_json(coalesce(list(${json(operandAt(operands, 0))}${call.order})${filterClause(call)}, []))`;
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
