import { semanticError, unsupported } from '../../../types/kql-error.ts';
import { child, nodeName, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { type Column, columnReference, type Plan, type PlanOf, passThrough } from '../logical.ts';
import { projection } from '../operators/project.ts';
import { aggregated } from '../operators/summarize.ts';
import { type Graph, graphColumns } from './graph-plan.ts';

const tableGiving = new Set(['GraphMatchOperator', 'GraphShortestPathsOperator', 'GraphToTableOperator']);

/**
 * A graph operator over each partition: since no edge leaves its partition, it runs over all at once and keeps the
 * partition with each row. Tabular operators after it run for each partition.
 */
export function lowerPartitionedGraph(subquery: SyntaxNode, graph: Graph, lowering: Lowering): Plan {
  const [first, ...tabular] = pipeline(subquery);
  if (first === undefined || !tableGiving.has(nodeName(first)))
    throw semanticError(
      'SEM0024',
      'Semantic error: SEM0024: partitioned-by takes graph-match, graph-shortest-paths or graph-to-table, and tabular operators after it.',
    );
  const rows = lowering.table(first, graph);
  const withoutKey = (plan: Plan) =>
    projection(plan, passThrough(plan.columns.filter((column) => column.name !== graphColumns.partition)));
  if (tabular.length === 0) return withoutKey(rows);
  return forEachPartition(graph, rows, (own) =>
    tabular.reduce((plan, operator) => lowering.table(operator, plan), withoutKey(own)),
  );
}

/** A partition without a row in `input` counts, too. */
function forEachPartition({ nodes }: Graph, input: Plan, build: (rows: Plan) => Plan): Plan {
  const key = partitionColumn(nodes);
  const values = aggregated(nodes, [{ ...key, expression: columnReference(key) }], []);
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
