import type { KustoType } from '../../types/schema.ts';
import { convertSql, nullOf } from '../convert.ts';
import {
  type CallShape,
  type Operand,
  operandAt,
  type ScalarFunction,
  type ScalarTable,
  sqlAt,
} from '../entries.ts';

const numericRank: KustoType[] = ['bool', 'int', 'long', 'real', 'decimal'];

/** Operators by their KQL spelling. */
export const operators: ScalarTable = {
  '+': { sql: plus, nulls: 'propagate' },
  '-': { sql: minus },
  '*': { sql: times },
  '/': { sql: divide, nulls: 'always' },
  '%': { sql: modulo, nulls: 'always' },
  negate: {
    sql: (operands, call) =>
      call.wraps && call.type === 'long'
        ? `kql_wrap(-(${sqlAt(operands, 0)}::HUGEINT))`
        : `(-${sqlAt(operands, 0)})`,
  },
  '==': { sql: (operands, call) => equality(operands, call, true) },
  '!=': { sql: (operands, call) => equality(operands, call, false) },
  '<>': { sql: (operands, call) => equality(operands, call, false) },
  '<': { sql: (operands) => order(operands, '<') },
  '<=': { sql: (operands) => order(operands, '<=') },
  '>': { sql: (operands) => order(operands, '>') },
  '>=': { sql: (operands) => order(operands, '>=') },
  and: { sql: (operands) => `(${sqlAt(operands, 0)} AND ${sqlAt(operands, 1)})` },
  or: { sql: (operands) => `(${sqlAt(operands, 0)} OR ${sqlAt(operands, 1)})` },
  not: { sql: (operands) => `(NOT ${sqlAt(operands, 0)})`, converts: ['bool'] },
  between: {
    sql: (operands) =>
      `(${order(operands.slice(0, 2), '>=')} AND ${order([operandAt(operands, 0), operandAt(operands, 2)], '<=')})`,
  },
  '!between': {
    sql: (operands) =>
      `(NOT (${order(operands.slice(0, 2), '>=')} AND ${order([operandAt(operands, 0), operandAt(operands, 2)], '<=')}))`,
  },
  in: membership(false, false),
  '!in': membership(true, false),
  'in~': membership(false, true),
  '!in~': membership(true, true),
  '=~': { sql: (operands) => sameText(operands, '='), nulls: 'never' },
  '!~': { sql: (operands) => sameText(operands, '<>'), nulls: 'never' },
};

/** The type in which two operands meet; a dynamic follows the other one. */
function commonType(left: Operand, right: Operand): KustoType {
  if (left.type === right.type) return left.type;
  if (left.type === 'dynamic')
    return numericRank.includes(right.type) && right.type !== 'bool' ? 'real' : right.type;
  if (right.type === 'dynamic')
    return numericRank.includes(left.type) && left.type !== 'bool' ? 'real' : left.type;
  const ranks = [numericRank.indexOf(left.type), numericRank.indexOf(right.type)];
  if (ranks.includes(-1)) return left.type;
  return numericRank[Math.max(...ranks)] ?? left.type;
}

function aligned(operands: Operand[]): [Operand, Operand, KustoType] {
  const left = operandAt(operands, 0);
  const right = operandAt(operands, 1);
  const type = commonType(left, right);
  return [as(left, type), as(right, type), type];
}

function as(operand: Operand, type: KustoType): Operand {
  if (operand.type === type) return operand;
  return {
    sql: convertSql(operand, type),
    type,
    isNullable:
      type !== 'string' && (operand.isNullable || operand.type === 'dynamic' || operand.type === 'string'),
  };
}

/**
 * null-values.md: with one null `==` is false and `!=` true, with both null they are null. `=` keeps zone maps usable, so
 * it is used wherever null may stand for false.
 */
function equality(operands: Operand[], call: CallShape, isEqual: boolean): string {
  const [left, right, type] = aligned(operands);
  const [a, b] = [left.sql, right.sql];
  const plain = `(${a} ${isEqual ? '=' : '<>'} ${b})`;
  const guarded = type === 'real' && mayBeNan(left) && mayBeNan(right);
  if (guarded) return nanEquality(a, b, isEqual);
  if (!left.isNullable && !right.isNullable) return plain;
  if (call.isPredicate && isEqual) return plain;
  const distinct = `(${a} IS ${isEqual ? 'NOT ' : ''}DISTINCT FROM ${b})`;
  if (!left.isNullable || !right.isNullable || call.isPredicate) return distinct;
  return `(CASE WHEN ${a} IS NULL AND ${b} IS NULL THEN NULL ELSE ${distinct} END)`;
}

function mayBeNan(operand: Operand): boolean {
  return operand.constant === undefined || Number.isNaN(operand.constant);
}

/** nan equals nothing in Kusto, and itself in DuckDB. */
function nanEquality(a: string, b: string, isEqual: boolean): string {
  const core = `(CASE WHEN ${a} IS NULL AND ${b} IS NULL THEN NULL ELSE (${a} IS NOT DISTINCT FROM ${b}) AND NOT coalesce(isnan(${a}), false) END)`;
  return isEqual ? core : `(NOT ${core})`;
}

/** DuckDB sorts nan above everything; in Kusto every comparison with it is false. */
function order(operands: Operand[], operator: string): string {
  const [left, right, type] = aligned(operands);
  const compared = `${left.sql} ${operator} ${right.sql}`;
  if (type !== 'real') return `(${compared})`;
  const upper = operator.startsWith('>') ? left : right;
  if (typeof upper.constant === 'number' && !Number.isNaN(upper.constant)) return `(${compared})`;
  if (typeof upper.constant === 'bigint') return `(${compared})`;
  return `(${compared} AND NOT isnan(${upper.sql}))`;
}

function isTime(type: KustoType): boolean {
  return type === 'datetime' || type === 'timespan';
}

function plus(operands: Operand[], call: CallShape): string {
  return arithmetic(operands, call, '+');
}

function minus(operands: Operand[], call: CallShape): string {
  return arithmetic(operands, call, '-');
}

function arithmetic(operands: Operand[], call: CallShape, operator: '+' | '-' | '*'): string {
  const [a, b] = [0, 1].map((index) => arithmeticOperand(operandAt(operands, index), call.type));
  if (call.wraps && call.type === 'long') return `kql_wrap(${a}::HUGEINT ${operator} ${b}::HUGEINT)`;
  if (call.wraps && call.type === 'decimal' && operator === '*')
    return `CAST(kql_decimal_product(CAST(${a} AS VARCHAR), CAST(${b} AS VARCHAR)) AS DECIMAL(38,10))`;
  const sum = `(${a} ${operator} ${b})`;
  if (call.type === 'decimal') return `CAST(${sum} AS DECIMAL(38,10))`;
  return call.type === 'datetime' ? `kql_datetime${sum}` : sum;
}

/** Brings an operand to the type of the result; ticks stay as they are. */
function arithmeticOperand(operand: Operand, result: KustoType): string {
  if (operand.type === 'dynamic')
    return convertSql(operand, isTime(result) ? 'timespan' : result === 'dynamic' ? 'real' : result);
  if (isTime(result) || isTime(operand.type)) return operand.sql;
  return convertSql(operand, result);
}

function times(operands: Operand[], call: CallShape): string {
  if (call.type !== 'timespan') return arithmetic(operands, call, '*');
  const [a, b] = [operandAt(operands, 0), operandAt(operands, 1)];
  const product = `${timeFactor(a)} * ${timeFactor(b)}`;
  return [a, b].some((operand) => operand.type === 'real' || operand.type === 'dynamic')
    ? `TRY_CAST(trunc(${product}) AS BIGINT)`
    : `(${product})`;
}

function timeFactor(operand: Operand): string {
  return operand.type === 'dynamic' ? convertSql(operand, 'real') : operand.sql;
}

function divide(operands: Operand[], call: CallShape): string {
  const [left, right] = [operandAt(operands, 0), operandAt(operands, 1)];
  if (isTime(left.type) && isTime(right.type))
    return `(CAST(${left.sql} AS DOUBLE) / CAST(${right.sql} AS DOUBLE))`;
  if (call.type === 'timespan')
    return `TRY_CAST(trunc(${left.sql} / ${convertSql(right, 'real')}) AS BIGINT)`;
  if (call.type === 'long' || call.type === 'int')
    return `kql_divide(${convertSql(left, 'long')}, ${convertSql(right, 'long')})`;
  if (call.type === 'decimal')
    return `TRY_CAST(${convertSql(left, 'decimal')} / ${convertSql(right, 'decimal')} AS DECIMAL(38,10))`;
  return `(${convertSql(left, 'real')} / ${convertSql(right, 'real')})`;
}

function modulo(operands: Operand[], call: CallShape): string {
  const [left, right] = [operandAt(operands, 0), operandAt(operands, 1)];
  if (isTime(left.type) && isTime(right.type)) return `kql_modulo(${left.sql}, nullif(${right.sql}, 0))`;
  return `kql_modulo(${convertSql(left, call.type)}, nullif(${convertSql(right, call.type)}, 0))`;
}

/** `in` follows `==`; its members are values, or arrays whose elements are members. */
function membership(isNegated: boolean, ignoresCase: boolean): ScalarFunction {
  return {
    // Equality with null is decided, but for null itself (null-values.md).
    nulls: (operands) => operandAt(operands, 0).isNullable && nullableMembers(operands).length > 0,
    sql: (operands, call) => {
      const subject = operandAt(operands, 0);
      const members = operands.slice(1);
      const arrays = members.filter((member) => member.type === 'dynamic' && subject.type !== 'dynamic');
      // Nan equals nothing, but itself in DuckDB.
      const scalars = members.filter((member) => !arrays.includes(member) && !Number.isNaN(member.constant));
      const fold = (sql: string) => (ignoresCase ? `lower(${sql})` : sql);
      const tests = arrays.map((array) => `list_contains(kql_texts(${array.sql}), ${fold(textOf(subject))})`);
      const folded = ignoresCase
        ? arrays.map(
            (array) =>
              `list_contains(list_transform(kql_texts(${array.sql}), lambda x: lower(x)), ${fold(textOf(subject))})`,
          )
        : tests;
      const direct = comparedGroups(subject, scalars).map((group) => {
        const listed = group.map((member) => fold(memberSql(subject, member)));
        return `${fold(subjectSql(subject, group))} IN (${listed.join(', ')})`;
      });
      const mayBeNull = call.isPredicate && !isNegated;
      const all = [...direct, ...folded]
        .map((test) => (mayBeNull ? test : `coalesce(${test}, false)`))
        .join(' OR ');
      const decided = isNegated ? `(NOT (${all || 'false'}))` : `(${all || 'false'})`;
      const nullable = nullableMembers(operands).map((member) => `${member.sql} IS NULL`);
      if (mayBeNull || !subject.isNullable || nullable.length === 0) return decided;
      return `(CASE WHEN ${subject.sql} IS NULL AND (${nullable.join(' OR ')}) THEN NULL ELSE ${decided} END)`;
    },
  };
}

/** A dynamic value is compared with each member as the member's type asks for. */
function comparedGroups(subject: Operand, members: Operand[]): Operand[][] {
  if (subject.type !== 'dynamic') return members.length === 0 ? [] : [members];
  const groups = new Map<KustoType, Operand[]>();
  for (const member of members) {
    const type = commonType(subject, member);
    groups.set(type, [...(groups.get(type) ?? []), member]);
  }
  return [...groups.values()];
}

/** Members that may be null; an array's items are not looked at. */
function nullableMembers([subject, ...members]: Operand[]): Operand[] {
  return members.filter(
    (member) => member.isNullable && (member.type !== 'dynamic' || subject?.type === 'dynamic'),
  );
}

function textOf(operand: Operand): string {
  return convertSql(operand, 'string');
}

function subjectSql(subject: Operand, members: Operand[]): string {
  const [first] = members;
  return first === undefined ? subject.sql : as(subject, commonType(subject, first)).sql;
}

function memberSql(subject: Operand, member: Operand): string {
  return member.sql === 'NULL' ? nullOf(subject.type) : as(member, commonType(subject, member)).sql;
}

function sameText(operands: Operand[], operator: string): string {
  const [a, b] = operands.map((operand) => `lower(${convertSql(operand, 'string')})`);
  return `(${a} ${operator} ${b})`;
}
