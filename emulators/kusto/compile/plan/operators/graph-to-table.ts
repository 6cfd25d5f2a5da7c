import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  maybeChild,
  namedParameters,
  type SyntaxNode,
  simpleName,
  tokenText,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { type Graph, graphColumns, graphOf, graphStep } from '../graph/graph-plan.ts';
import {
  type Column,
  callOf,
  columnReference,
  type Expression,
  type NamedExpression,
  type Plan,
  type PlanOf,
  passThrough,
  sortOf,
} from '../logical.ts';
import { materialized } from '../materialized.ts';
import { projection } from './project.ts';

/** Two tables give no result of their own: the statements after it read them by their names. */
const noResult: PlanOf<'outer'> = { kind: 'outer', columns: [], isSerialized: false };

/** The nodes or the edges as a table, or both as named tables. */
export function lowerGraphToTable(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const graph = graphOf(input, 'graph-to-table');
  const clauses = elements(node, 'OutputClause');
  const tables = clauses.map((clause) => {
    const isNodes = tokenText(clause, 'EntityKeyword') === 'nodes';
    const plan = isNodes ? nodesTable(clause, graph) : edgesTable(clause, graph);
    const name = maybeChild(clause, 'AsClause');
    if (name === null) return plan;
    const shared = materialized(plan);
    lowering.scope.define(simpleName(child(name, 'Name')), { kind: 'table', plan: shared });
    return shared;
  });
  const [only, second] = tables;
  if (only === undefined) throw unsupported('graph-to-table without nodes or edges');
  if (second !== undefined && graph.partitionType !== null)
    throw unsupported('graph-to-table of two tables inside partitioned-by');
  return second === undefined ? only : noResult;
}

function nodesTable(clause: SyntaxNode, graph: Graph): Plan {
  const identifier = hashColumn(clause, 'with_node_id', { name: graphColumns.key, type: graph.keyType });
  const rows = inOrderOf(graph.nodes, graphColumns.node);
  return projection(rows, [...identifier, ...passThrough(graph.nodeProperties), ...partition(graph)]);
}

function edgesTable(clause: SyntaxNode, graph: Graph): Plan {
  let rows = inOrderOf(graph.edges, graphColumns.edge);
  const identifiers: NamedExpression[] = [];
  for (const [option, end] of [
    ['with_source_id', graphColumns.source],
    ['with_target_id', graphColumns.target],
  ] as const) {
    const key: Column = { name: `${end}Key`, type: graph.keyType };
    const identifier = hashColumn(clause, option, key);
    if (identifier.length > 0) rows = withNodeKey(rows, graph, end, key);
    identifiers.push(...identifier);
  }
  if (graph.partitionType !== null) rows = withNodePartition(rows, graph, graph.partitionType);
  return projection(rows, [...identifiers, ...passThrough(graph.edgeProperties), ...partition(graph)]);
}

/** Adds the identifier of the node at one end of each edge. */
export function withNodeKey(edges: Plan, graph: Graph, end: string, key: Column): Plan {
  return withNodeColumn(edges, graph, end, key, { name: graphColumns.key, type: graph.keyType });
}

function withNodePartition(edges: Plan, graph: Graph, type: Column['type']): Plan {
  const column: Column = { name: graphColumns.partition, type };
  return withNodeColumn(edges, graph, graphColumns.source, column, column);
}

function withNodeColumn(edges: Plan, graph: Graph, end: string, column: Column, own: Column): Plan {
  return graphStep(
    {
      name: 'attach',
      keys: [{ own: end, element: graphColumns.node }],
      items: [{ ...column, expression: columnReference(own) }],
    },
    [edges, graph.nodes],
    [...edges.columns, column],
  );
}

function partition({ partitionType }: Graph): NamedExpression[] {
  return partitionType === null ? [] : passThrough([{ name: graphColumns.partition, type: partitionType }]);
}

/** A column with the hash of an identifier, where the option asks for it. */
function hashColumn(clause: SyntaxNode, option: string, key: Column): NamedExpression[] {
  const name = namedParameters(clause).get(option);
  if (name === undefined) return [];
  const hash: Expression = callOf('hash', 'long', columnReference(key));
  return [{ name: simpleName(name), type: 'long', expression: hash }];
}

/** Rows leave in the order in which the graph's input had them. */
function inOrderOf(plan: Plan, name: string): Plan {
  const key = { expression: columnReference({ name, type: 'long' }), isDescending: false, nullsFirst: true };
  return sortOf(plan, [key]);
}
