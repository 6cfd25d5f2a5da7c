import { unsupported } from '../../../types/kql-error.ts';
import { child, nodeName, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { type Column, columnReference, type Plan, type PlanOf, passThrough } from '../logical.ts';
import { projection } from '../operators/project.ts';
import { aggregated } from '../operators/summarize.ts';
import { type Graph, graphColumns } from './graph-plan.ts';

/**
 * Graph operators over each partition: since no edge leaves its partition, they run over all at once and keep the
 * partition with each row. Tabular operators after them run for each partition.
 */
export function lowerPartitionedGraph(subquery: SyntaxNode, graph: Graph, lowering: Lowering): Plan {
  const operators = pipeline(subquery);
  const firstTabular = operators.findIndex((operator) => !nodeName(operator).startsWith('Graph'));
  const count = firstTabular < 0 ? operators.length : firstTabular;
  let rows: Plan = graph;
  for (const operator of operators.slice(0, count)) rows = lowering.table(operator, rows);
  if (rows.kind === 'graph') throw unsupported('partitioned-by without an operator that gives a table');
  const withoutKey = (plan: Plan) =>
    projection(plan, passThrough(plan.columns.filter((column) => column.name !== graphColumns.partition)));
  const tabular = operators.slice(count);
  if (tabular.length === 0) return withoutKey(rows);
  return forEachPartition(rows, (own) =>
    tabular.reduce((plan, operator) => lowering.table(operator, plan), withoutKey(own)),
  );
}

function forEachPartition(input: Plan, build: (rows: Plan) => Plan): Plan {
  const key = partitionColumn(input);
  const values = aggregated(input, [{ ...key, expression: columnReference(key) }], []);
  const source: PlanOf<'outer'> = { kind: 'outer', columns: values.columns, isSerialized: true };
  const body = build({
    kind: 'matching',
    input,
    source,
    key: key.name,
    columns: input.columns,
    isSerialized: input.isSerialized,
  });
  return {
    kind: 'apply',
    input: values,
    source,
    body,
    carried: [],
    columns: body.columns,
    isSerialized: false,
  };
}

function partitionColumn(plan: Plan): Column {
  const column = plan.columns.find(({ name }) => name === graphColumns.partition);
  if (column === undefined) throw unsupported('partitioned-by with this operator');
  return column;
}

/** The operators of a piped expression, first to last. */
function pipeline(node: SyntaxNode): SyntaxNode[] {
  if (nodeName(node) === 'ParenthesizedExpression') return pipeline(child(node, 'Expression'));
  if (nodeName(node) !== 'PipeExpression') return [node];
  return [...pipeline(child(node, 'Expression')), child(node, 'Operator')];
}
