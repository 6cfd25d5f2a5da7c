import { KqlError, unsupported } from '../../../types/kql-error.ts';
import { callArguments, functionName } from '../../parse/calls.ts';
import {
  child,
  columnsOf,
  elements,
  maybeChild,
  nodeName,
  type SyntaxNode,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import {
  aggregateOf,
  type Column,
  columnReference,
  type Expression,
  type NamedExpression,
  type Plan,
  type PlanOf,
} from '../logical.ts';
import { groupBeforeFormat } from '../rewrite/time-format.ts';
import { named } from './project.ts';

export function lowerSummarize(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const clause = maybeChild(node, 'ByClause');
  const keyNodes = clause === null ? [] : elements(clause, 'Expressions');
  const keys = keyNodes.map((key) => lowering.expression(key));
  const values = elements(node, 'Aggregates').flatMap((item) => aggregateValues(item, input, keys, lowering));
  if (keys.length + values.length === 0)
    throw new KqlError('syntax', 'SYN0002', 'Syntax error: summarize needs an aggregate or a key.');
  return groupBeforeFormat(
    aggregated(
      input,
      keys.map((key, index) => named(columnAt(columns, index), key, 'summarize')),
      values.map((value, index) => named(columnAt(columns, keys.length + index), value, 'summarize')),
    ),
  );
}

function columnAt(columns: Column[], index: number): Column {
  const column = columns[index];
  if (column === undefined) throw new Error(`summarize: no column ${index}`);
  return column;
}

export function aggregated(
  input: Plan,
  keys: NamedExpression[],
  items: NamedExpression[],
): PlanOf<'aggregate'> {
  const columns = [...keys, ...items].map(({ name, type }) => ({ name, type }));
  return { kind: 'aggregate', input, keys, items, columns, isSerialized: false };
}

export function lowerCount(_: SyntaxNode, input: Plan, __: Lowering, columns: Column[]): Plan {
  const count: Expression = aggregateOf('count', 'long');
  return aggregated(input, [], [named(columnAt(columns, 0), count, 'count')]);
}

export function lowerDistinct(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const expressions = elements(node, 'Expressions');
  const isStar = expressions.some((item) => nodeName(item) === 'StarExpression');
  const keys = isStar
    ? input.columns.map(columnReference)
    : expressions.map((item) => lowering.expression(item));
  return aggregated(
    input,
    keys.map((key, index) => named(columnAt(columns, index), key, 'distinct')),
    [],
  );
}

/** The values of one aggregate item: several for arg_max, take_any and percentiles. */
export function aggregateValues(
  item: SyntaxNode,
  input: Plan,
  keys: Expression[],
  lowering: Lowering,
): Expression[] {
  const isNamed = nodeName(item) === 'SimpleNamedExpression' || nodeName(item) === 'CompoundNamedExpression';
  const node = isNamed ? child(item, 'Expression') : item;
  const tuple = nodeName(node) === 'FunctionCallExpression' ? columnsOf(node.ResultType) : null;
  if (nodeName(node) !== 'FunctionCallExpression') return [lowering.expression(node)];
  const name = functionName(node);
  const expand = tupleAggregates[name];
  if (expand !== undefined) return expand({ node, input, keys, lowering, columns: tuple ?? [] });
  if (tuple !== null && tuple.length > 1 && nodeName(item) !== 'SimpleNamedExpression')
    throw unsupported(`${name}() as an aggregate`);
  return [lowering.expression(node)];
}

interface TupleAggregate {
  node: SyntaxNode;
  input: Plan;
  keys: Expression[];
  lowering: Lowering;
  columns: Column[];
}

const tupleAggregates: Record<string, (call: TupleAggregate) => Expression[]> = {
  arg_max: argExtreme,
  arg_min: argExtreme,
  argmax: argExtreme,
  argmin: argExtreme,
  take_any: takeAny,
  any: takeAny,
  percentiles,
  percentilesw: weightedPercentiles,
};

function argExtreme({ node, input, keys, lowering }: TupleAggregate): Expression[] {
  const [orderNode, ...returned] = callArguments(node);
  if (orderNode === undefined) throw unsupported('arg_max() without arguments');
  const order = lowering.expression(orderNode);
  const isMax = functionName(node).replace('_', '') === 'argmax';
  const values = returned.flatMap((item) =>
    nodeName(item) === 'StarExpression' ? starColumns(input, [...keys, order]) : [lowering.expression(item)],
  );
  return [
    aggregateOf(isMax ? 'max' : 'min', order.type, order),
    ...values.map(
      (value): Expression => aggregateOf(isMax ? 'arg_max' : 'arg_min', value.type, value, order),
    ),
  ];
}

function takeAny({ node, input, keys, lowering }: TupleAggregate): Expression[] {
  return callArguments(node)
    .flatMap((item) =>
      nodeName(item) === 'StarExpression' ? starColumns(input, keys) : [lowering.expression(item)],
    )
    .map((value) => aggregateOf('take_any', value.type, value));
}

/** What `*` stands for: the input's columns without those that are used as they are. */
function starColumns(input: Plan, used: Expression[]): Expression[] {
  const names = new Set(used.map((expression) => (expression.kind === 'column' ? expression.name : '')));
  return input.columns.filter((column) => !names.has(column.name)).map(columnReference);
}

function percentiles({ node, lowering, columns }: TupleAggregate): Expression[] {
  const [subject, ...shares] = callArguments(node).map((item) => lowering.expression(item));
  if (subject === undefined) throw unsupported('percentiles() without arguments');
  return shares.map((share, index) => ({
    kind: 'aggregate',
    type: columns[index]?.type ?? subject.type,
    name: 'percentile',
    // Every percentile is asked with all shares, so that the values are ordered once.
    arguments: [subject, share, ...shares],
  }));
}

function weightedPercentiles({ node, lowering, columns }: TupleAggregate): Expression[] {
  const [subject, weight, ...shares] = callArguments(node).map((item) => lowering.expression(item));
  if (subject === undefined || weight === undefined) throw unsupported('percentilesw() without arguments');
  return shares.map((share, index) =>
    aggregateOf('percentilew', columns[index]?.type ?? subject.type, subject, weight, share),
  );
}
