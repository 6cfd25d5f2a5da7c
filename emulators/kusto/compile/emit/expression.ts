import { aggregateFunctions } from '../../functions/aggregate/registry.ts';
import { convertSql } from '../../functions/convert.ts';
import { type Operand, quoted } from '../../functions/entries.ts';
import { scalarFunctions } from '../../functions/scalar/registry.ts';
import { semanticError, unsupported } from '../../types/kql-error.ts';
import type { LiteralValue } from '../../types/literal.ts';
import { ingestionTimeColumn, physicalType, quoteIdentifier } from '../../types/physical.ts';
import type { Expression, ExpressionOf } from '../plan/logical.ts';
import type { Emitter } from './emitter.ts';
import { literalSql } from './literal-sql.ts';
import { pathSql } from './path-sql.ts';
import type { Relation } from './relation.ts';
import { callSql } from './subquery-operands.ts';

export type Fragment = Operand;

/** What an expression may refer to, and what is known about its place. */
export interface Surroundings {
  relation: Relation | null;
  /** Null counts as false here: a condition of where, or of one joined to it by and/or. */
  isPredicate?: boolean;
  /** ` ORDER BY …` for aggregates that keep the order of their rows. */
  order?: string;
}

type Kind = Expression['kind'];
type Emission<K extends Kind> = (
  expression: ExpressionOf<K>,
  around: Surroundings,
  emitter: Emitter,
) => Fragment;

const emissions: { [K in Kind]: Emission<K> } = {
  literal: (expression) => ({
    sql: literalSql(expression.type, expression.value),
    type: expression.type,
    isNullable: expression.value === null && expression.type !== 'string',
    constant: expression.value,
    isExact: expression.type !== 'int',
  }),
  column: emitColumn,
  parameter: emitParameter,
  call: emitCall,
  aggregate: emitAggregate,
  path: (expression, around, emitter) =>
    pathSql(
      emitter.expression(expression.base, inner(around)),
      expression.steps.map((step) => emitter.expression(step, inner(around))),
    ),
  toscalar: emitToScalar,
  inTable: emitInTable,
};

export function emitExpression<K extends Kind>(
  expression: ExpressionOf<K>,
  around: Surroundings,
  emitter: Emitter,
): Fragment {
  const emission = emissions[expression.kind as K] as Emission<K>;
  return emission(expression, around, emitter);
}

/** The place of an operand: no longer a predicate. */
function inner(around: Surroundings): Surroundings {
  return around.isPredicate === true ? { ...around, isPredicate: false } : around;
}

function emitColumn(expression: ExpressionOf<'column'>, around: Surroundings): Fragment {
  const column = around.relation?.columns.find((candidate) => candidate.name === expression.name);
  if (column === undefined) {
    throw semanticError(
      'SEM0100',
      `Semantic error: SEM0100: '${expression.name}' is not a column of this table.`,
    );
  }
  return {
    sql: quoteIdentifier(column.identifier),
    type: column.type,
    isNullable: column.isNullable,
    isExact: true,
  };
}

function emitParameter(expression: ExpressionOf<'parameter'>, _: Surroundings, emitter: Emitter): Fragment {
  emitter.parameters.add(expression.name);
  return {
    sql: `CAST($${placeholder(expression.name)} AS ${physicalType(expression.type)})`,
    type: expression.type,
    isNullable: expression.type !== 'string' && !expression.name.startsWith('$'),
    isExact: true,
  };
}

/** The placeholder of a parameter in SQL; request values such as `$now` cannot clash with query parameters. */
export function placeholder(name: string): string {
  return name.startsWith('$')
    ? `request_${name.slice(1)}`
    : `p_${[...name].map((letter) => (/\w/.test(letter) ? letter : `_${letter.codePointAt(0)}_`)).join('')}`;
}

const logical = new Set(['and', 'or']);

function emitCall(expression: ExpressionOf<'call'>, around: Surroundings, emitter: Emitter): Fragment {
  if (expression.name === 'ingestion_time') return ingestionTime(around);
  if (expression.name === 'cursor_time') return cursorTime(around);
  const entry = scalarFunctions.get(expression.name);
  if (entry === undefined) throw unsupported(`The function ${expression.name}()`);
  const isChoice = expression.name === 'case';
  const operands = expression.arguments.map((argument, index) => {
    const isCondition = isChoice && index % 2 === 0 && index < expression.arguments.length - 1;
    const place = logical.has(expression.name)
      ? around
      : isCondition
        ? { ...around, isPredicate: true }
        : inner(around);
    return converted(
      emitter.expression(argument, place),
      entry.converts?.[Math.min(index, entry.converts.length - 1)],
    );
  });
  const folded = entry.fold?.(operands);
  if (folded !== undefined) return constantFragment(expression.type, folded);
  const call = {
    name: expression.name,
    type: expression.type,
    isPredicate: around.isPredicate === true,
    wraps: emitter.wraps,
  };
  const sql = callSql(operands, (given) => entry.sql(given, call));
  const canBeNull =
    typeof entry.nulls === 'function'
      ? entry.nulls(operands)
      : entry.nulls !== 'never' &&
        (entry.nulls === 'always' || operands.some((operand) => operand.isNullable));
  const isSafe = operands.every((operand) => !operand.isNullable) && entry.nulls !== 'always';
  const fragment = finished(sql, expression.type, canBeNull, isSafe);
  return entry.textSql === undefined ? fragment : { ...fragment, text: entry.textSql(operands) };
}

/** Text of a dynamic keeps the digits that it has. */
function constantFragment(type: Fragment['type'], constant: LiteralValue): Fragment {
  return {
    sql: literalSql(type, constant),
    type,
    isNullable: constant === null && type !== 'string',
    constant,
    isExact: type !== 'int',
    ...(type === 'dynamic' && typeof constant === 'string' ? { text: quoted(constant) } : {}),
  };
}

/** Strings are never null: a function that may give null is wrapped. */
function finished(sql: string, type: Fragment['type'], canBeNull: boolean, isSafe: boolean): Fragment {
  if (type !== 'string') return { sql, type, isNullable: canBeNull };
  return { sql: canBeNull && !isSafe ? `coalesce(${sql}, '')` : sql, type, isNullable: false };
}

function converted(operand: Fragment, type: Fragment['type'] | undefined): Fragment {
  if (type === undefined || operand.type === type) return operand;
  const isKept = typeof operand.constant === 'bigint' && (type === 'long' || type === 'int');
  return {
    sql: convertSql(operand, type),
    type,
    isNullable:
      type !== 'string' && (operand.isNullable || operand.type === 'dynamic' || operand.type === 'string'),
    constant: isKept ? operand.constant : undefined,
  };
}

function ingestionTime(around: Surroundings): Fragment {
  const isThere = around.relation?.hasIngestionTime === true;
  return {
    sql: isThere ? quoteIdentifier(ingestionTimeColumn) : 'CAST(NULL AS BIGINT)',
    type: 'datetime',
    isNullable: true,
  };
}

/** The ingestion time by which cursors choose rows; without it they would choose all. */
function cursorTime(around: Surroundings): Fragment {
  if (around.relation?.hasIngestionTime === true) return ingestionTime(around);
  const message = 'Semantic error: SEM0024: cursor functions choose rows of a table, before other operators.';
  throw semanticError('SEM0024', message);
}

function emitAggregate(
  expression: ExpressionOf<'aggregate'>,
  around: Surroundings,
  emitter: Emitter,
): Fragment {
  const entry = aggregateFunctions.get(expression.name);
  if (entry === undefined) throw unsupported(`The aggregate ${expression.name}()`);
  const isConditional = /if$/.test(expression.name);
  const operands = expression.arguments.map((argument) => {
    const place =
      isConditional && argument.type === 'bool' ? { ...around, isPredicate: true } : inner(around);
    return emitter.expression(argument, place);
  });
  const filter =
    expression.filter === undefined
      ? []
      : [emitter.expression(expression.filter, { ...around, isPredicate: true }).sql];
  const sql = entry.sql(operands, {
    type: expression.type,
    order: around.order ?? '',
    filter,
    wraps: emitter.wraps,
  });
  return finished(sql, expression.type, entry.nulls !== 'never', false);
}

/** The plan stands on its own, so the subquery is evaluated once. */
function emitToScalar(expression: ExpressionOf<'toscalar'>, _: Surroundings, emitter: Emitter): Fragment {
  const relation = emitter.relation(expression.plan);
  const [column] = relation.columns;
  if (column === undefined) throw unsupported('toscalar() of a table without columns');
  const sql = `(SELECT ${quoteIdentifier(column.identifier)} FROM ${relation.source} LIMIT 1)`;
  return finished(sql, expression.type, true, false);
}

function emitInTable(expression: ExpressionOf<'inTable'>, around: Surroundings, emitter: Emitter): Fragment {
  const operand = emitter.expression(expression.operand, inner(around));
  const relation = emitter.relation(expression.plan);
  const [column] = relation.columns;
  if (column === undefined) throw unsupported('in over a table without columns');
  const ignoresCase = expression.operator.endsWith('~');
  const member = convertSql(
    { sql: quoteIdentifier(column.identifier), type: column.type, isNullable: column.isNullable },
    operand.type,
  );
  const fold = (sql: string) => (ignoresCase ? `lower(${sql})` : sql);
  const isIn = `${fold(operand.sql)} IN (SELECT ${fold(member)} FROM ${relation.source} WHERE ${member} IS NOT NULL)`;
  const isPositive = !expression.operator.startsWith('!');
  if (isPositive && around.isPredicate === true) return { sql: `(${isIn})`, type: 'bool', isNullable: true };
  const test = `coalesce(${isIn}, false)`;
  const sql = isPositive ? test : `(NOT ${test})`;
  if (!operand.isNullable || !column.isNullable) return { sql, type: 'bool', isNullable: false };
  // A null among nulls is neither in the table nor not in it.
  const hasNull = `EXISTS (SELECT 1 FROM ${relation.source} WHERE ${member} IS NULL)`;
  const known = `(CASE WHEN ${operand.sql} IS NULL AND ${hasNull} THEN NULL ELSE ${sql} END)`;
  return { sql: known, type: 'bool', isNullable: true };
}

/** The fragment's SQL, cast where its DuckDB type may be narrower or wider than that of its Kusto type. */
export function exactSql(fragment: Fragment, type: Fragment['type']): string {
  const isAlways = type === 'string' || type === 'bool' || type === 'dynamic' || type === 'guid';
  if (isAlways || (fragment.isExact === true && fragment.type === type)) return fragment.sql;
  const physical = physicalType(type);
  return fragment.sql.startsWith('CAST(') &&
    fragment.sql.lastIndexOf('CAST(') === 0 &&
    fragment.sql.endsWith(` AS ${physical})`)
    ? fragment.sql
    : `CAST(${fragment.sql} AS ${physical})`;
}
