import { semanticError } from '../../../types/kql-error.ts';
import type { Column, Expression, NamedExpression, Plan, PlanOf } from '../logical.ts';

/** Columns that the relations of a graph have beside the properties; matches have those of match-columns.ts. */
export const graphColumns = {
  /** Number of a node, unique in the graph. */
  node: '$node',
  /** The node's identifier, as make-graph was given it. */
  key: '$key',
  /** Value of the partitioned-by column; nodes of different partitions are different nodes. */
  partition: '$partition',
  /** Number of an edge, in the order of the edges. */
  edge: '$edge',
  /** Numbers of the nodes that an edge connects. */
  source: '$source',
  target: '$target',
  degreeIn: '$in',
  degreeOut: '$out',
} as const;

/** A table with properties of nodes. */
export interface NodeTable {
  key: Expression;
  /** The column that is the key, filled in for nodes that no table has. */
  keyName: string;
  partition: Expression | null;
  /** For each property of the graph's nodes: this table's column, or null where it has none. */
  properties: (Expression | null)[];
}

/** Comparable with each other: source and target of the edges, keys of the nodes. */
export interface EdgeEnds {
  source: Expression;
  target: Expression;
  partition: Expression | null;
}

export interface PatternNode {
  /** Over the nodes of the graph. */
  filter: Expression | null;
}

export interface PatternEdge {
  /** Indices of the nodes to its left and right in the pattern. */
  left: number;
  right: number;
  direction: 'right' | 'left' | 'any';
  /** Numbers of edges that an edge of variable length stands for; null for a single one. */
  range: { min: Expression; max: Expression } | null;
  /** What each of its edges must meet, over the edges of the graph. */
  filter: Expression | null;
  /** What each node between them must meet, over the nodes of the graph. */
  innerFilter: Expression | null;
}

export type CyclesOption = 'all' | 'none' | 'unique_edges';

export interface GraphPattern {
  nodes: PatternNode[];
  edges: PatternEdge[];
  cycles: CyclesOption;
}

/** What relations of a graph are made by, each from its inputs in order. */
export type GraphStep =
  /** Edges, node tables → nodes. */
  | { name: 'nodes'; ends: EdgeEnds; tables: NodeTable[]; implicitKey: string | null }
  /** Edges, nodes → edges with their numbers and those of their nodes. */
  | { name: 'edges'; ends: EdgeEnds }
  /** Nodes, edges → nodes with the numbers of edges that come in and go out. */
  | { name: 'degrees' }
  /** Nodes, edges → one row for each occurrence of the pattern. */
  | { name: 'match'; pattern: GraphPattern }
  /** Nodes, edges → shortest walks of a pattern of one edge of variable length. */
  | { name: 'walk'; pattern: GraphPattern; output: 'any' | 'all' }
  /** Matches → the shortest for each pair of first and last node. */
  | { name: 'shortest'; first: string; last: string; lengths: string[]; output: 'any' | 'all' }
  /** Rows, elements → rows with values of the element that `keys` find. */
  | { name: 'attach'; keys: { own: string; element: string }[]; items: NamedExpression[] }
  /** Rows → rows with a number of their own. */
  | { name: 'number' }
  /** Numbered matches, elements → matches with a value over the elements of a list. */
  | { name: 'collect'; collection: Collection };

export interface Collection {
  /** The matches' column with numbers of edges or nodes. */
  list: string;
  /** The elements' column with their number. */
  element: string;
  fold: 'all' | 'any' | 'map';
  /** Over the columns of the element and of the match. */
  expression: Expression;
  column: Column;
}

/** A graph: not a table, so that only graph operators read it. */
export type Graph = PlanOf<'graph'>;

/** The graph that a graph operator is applied to. */
export function graphOf(input: Plan, operator: string): Graph {
  if (input.kind === 'graph') return input;
  throw semanticError(
    'SEM0500',
    `Semantic error: SEM0500: ${operator} must follow a graph, e.g. make-graph.`,
  );
}

export function graphStep(step: GraphStep, inputs: Plan[], columns: Column[]): Plan {
  return { kind: 'graphStep', step, inputs, columns, isSerialized: false };
}
