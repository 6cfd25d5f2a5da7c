import { child, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { type Graph, graphColumns, graphOf } from '../graph/graph-plan.ts';
import { MatchScope } from '../graph/match-scope.ts';
import { filterOf, type Plan } from '../logical.ts';
import { materialized } from '../materialized.ts';

/** The nodes that meet the condition, and the edges between them. */
export function lowerGraphWhereNodes(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const graph = graphOf(input, 'graph-where-nodes');
  const predicate = emptyMatch(graph).lowerOver('node', child(node, 'Condition'), lowering);
  const nodes = materialized(filterOf(graph.nodes, predicate));
  const ends = [graphColumns.source, graphColumns.target];
  const edges = ends.reduce((kept, end) => within(kept, end, nodes), graph.edges);
  return { ...graph, nodes, edges: materialized(edges) };
}

/** All nodes, and the edges that meet the condition. */
export function lowerGraphWhereEdges(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const graph = graphOf(input, 'graph-where-edges');
  const predicate = emptyMatch(graph).lowerOver('edge', child(node, 'Condition'), lowering);
  return { ...graph, edges: materialized(filterOf(graph.edges, predicate)) };
}

function emptyMatch(graph: Graph): MatchScope {
  return new MatchScope(graph, {
    nodes: [],
    edges: [],
    cycles: 'unique_edges',
    names: new Map(),
    sequences: 0,
  });
}

function within(edges: Plan, end: string, nodes: Plan): Plan {
  return {
    kind: 'join',
    joinKind: 'leftsemi',
    left: edges,
    right: nodes,
    keys: [
      {
        left: { kind: 'column', type: 'long', name: end },
        right: { kind: 'column', type: 'long', name: graphColumns.node },
      },
    ],
    rightColumns: [],
    columns: edges.columns,
    isSerialized: false,
  };
}
