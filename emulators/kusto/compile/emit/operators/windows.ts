import { convertSql } from '../../../functions/convert.ts';
import { windowFunctions } from '../../../functions/window.ts';
import { physicalType, quoteIdentifier } from '../../../types/physical.ts';
import { columnReference, type Expression, type ExpressionOf } from '../../plan/logical.ts';
import { operandsOf, withOperands } from '../../plan/map-expression.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

interface Prepared {
  relation: Relation;
  expressions: Expression[];
  /** The relation has "$row", its rows' order, and helper columns. */
  isNumbered: boolean;
  /** The helper columns, quoted, separated by commas. */
  added: string;
}

type Call = ExpressionOf<'call'>;

/**
 * Computes the window functions of some expressions in CTEs of their own, innermost first (prev() may stand inside
 * row_cumsum()), and puts columns in their place. Rows are numbered first, so that every window sees the same order.
 */
export function withWindows(
  expressions: Expression[],
  input: Relation,
  emitter: Emitter,
  partitionBy?: string,
): Prepared {
  if (!expressions.some(hasWindow)) return { relation: input, expressions, isNumbered: false, added: '' };
  const order = input.rank === undefined ? '' : `ORDER BY ${input.rank}`;
  let relation: Relation = {
    ...input,
    source: emitter.add(`SELECT *, row_number() OVER (${order}) AS "$row" FROM ${input.source}`),
  };
  const added = ['$row'];
  let current = expressions;
  while (current.some(hasWindow)) {
    const round = new Map<Call, string>();
    for (const expression of current) collectInnermost(expression, round, added);
    relation = computeWindows(round, relation, emitter, added, partitionColumn(partitionBy, input));
    current = current.map((expression) => replaceCalls(expression, round));
  }
  return { relation, expressions: current, isNumbered: true, added: added.map(quoteIdentifier).join(', ') };
}

function isWindow(expression: Expression): expression is Call {
  return expression.kind === 'call' && windowFunctions.has(expression.name);
}

export function hasWindow(expression: Expression): boolean {
  if (isWindow(expression)) return true;
  return operandsOf(expression).some(hasWindow);
}

function collectInnermost(expression: Expression, round: Map<Call, string>, added: string[]): void {
  if (isWindow(expression) && !expression.arguments.some(hasWindow)) {
    if (round.has(expression)) return;
    const name = `$window${added.length}`;
    added.push(name);
    round.set(expression, name);
    return;
  }
  for (const operand of operandsOf(expression)) collectInnermost(operand, round, added);
}

/** One CTE per round; a restart condition first becomes a running number of groups, in a CTE before it. */
function computeWindows(
  round: Map<Call, string>,
  input: Relation,
  emitter: Emitter,
  added: string[],
  partition: string[],
): Relation {
  const groups = new Map<Call, string>();
  const groupItems: string[] = [];
  for (const call of round.keys()) {
    const restartAt = windowFunctions.get(call.name)?.restartAt;
    const restart = restartAt === undefined ? undefined : call.arguments[restartAt];
    if (restart === undefined) continue;
    const name = `$group${added.length}`;
    added.push(name);
    groups.set(call, name);
    const condition = emitter.expression(restart, { relation: input, isPredicate: true }).sql;
    groupItems.push(
      `count_if(${condition}) OVER (${partitionClause(partition)}ORDER BY "$row" ROWS UNBOUNDED PRECEDING) AS ${quoteIdentifier(name)}`,
    );
  }
  const grouped =
    groupItems.length === 0
      ? input.source
      : emitter.add(`SELECT *, ${groupItems.join(', ')} FROM ${input.source}`);
  const items = [...round].map(([call, name]) => {
    const group = groups.get(call);
    const within = [...partition, ...(group === undefined ? [] : [quoteIdentifier(group)])];
    return windowItem(call, name, within, { ...input, source: grouped }, emitter);
  });
  const source = emitter.add(`SELECT *, ${items.map((item) => item.sql).join(', ')} FROM ${grouped}`);
  return { ...input, source, columns: [...input.columns, ...items.map((item) => item.column)] };
}

function partitionColumn(name: string | undefined, input: Relation): string[] {
  const column = input.columns.find((candidate) => candidate.name === name);
  return column === undefined ? [] : [quoteIdentifier(column.identifier)];
}

function partitionClause(columns: string[]): string {
  return columns.length === 0 ? '' : `PARTITION BY ${columns.join(', ')} `;
}

function windowItem(call: Call, name: string, within: string[], relation: Relation, emitter: Emitter) {
  const entry = windowFunctions.get(call.name);
  if (entry === undefined) throw new Error(`no window function ${call.name}`);
  const given = call.arguments.filter((_, index) => index !== entry.restartAt);
  const operands = given.map((argument) => emitter.expression(argument, { relation }));
  const partition = partitionClause(within);
  const frame = {
    all: `${partition}ORDER BY "$row"`,
    running: `${partition}ORDER BY "$row" ROWS UNBOUNDED PRECEDING`,
  };
  const shape = { name: call.name, type: call.type, isPredicate: false, wraps: emitter.wraps };
  const raw = entry.sql(operands, shape, frame);
  const own = operands[0]?.type;
  const isShift = call.name === 'prev' || call.name === 'next';
  const value =
    isShift && own !== undefined ? convertSql({ sql: raw, type: own, isNullable: true }, call.type) : raw;
  const typed =
    call.type === 'string' ? `coalesce(${value}, '')` : `CAST(${value} AS ${physicalType(call.type)})`;
  const isNullable = call.type !== 'string' && entry.nulls !== 'never';
  return {
    sql: `${typed} AS ${quoteIdentifier(name)}`,
    column: { name, type: call.type, identifier: name, isNullable },
  };
}

function replaceCalls(expression: Expression, round: Map<Call, string>): Expression {
  const name = isWindow(expression) ? round.get(expression) : undefined;
  if (name !== undefined) return columnReference({ name, type: expression.type });
  return withOperands(expression, (operand) => replaceCalls(operand, round));
}
