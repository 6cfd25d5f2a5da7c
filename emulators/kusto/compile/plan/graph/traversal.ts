import { semanticError, unsupported } from '../../../types/kql-error.ts';
import type { GraphPattern, PatternEdge } from './graph-plan.ts';

/** A step from a node of the pattern that is bound over an edge to another. */
export interface Hop {
  edge: number;
  from: number;
  to: number;
  /** The edge is gone from right to left. */
  isReversed: boolean;
  /** `to` is bound already. */
  closes: boolean;
}

/** The order in which a pattern's edges are matched: outward from a filtered node, single edges before paths. */
export function traversalOf(pattern: GraphPattern): { start: number; hops: Hop[] } {
  const filtered = pattern.nodes.findIndex((node) => node.filter !== null);
  const start = Math.max(filtered, 0);
  const bound = new Set([start]);
  const left = new Set(pattern.edges.keys());
  const hops: Hop[] = [];
  while (left.size > 0) {
    const next = [...left].flatMap((edge) => hopOver(edge, pattern, bound)).sort(byCost(pattern))[0];
    if (next === undefined)
      throw semanticError(
        'SEM0514',
        'Semantic error: SEM0514: the sequences of a graph pattern must share nodes, so that all of them are connected.',
      );
    hops.push(next);
    bound.add(next.to);
    left.delete(next.edge);
  }
  if (bound.size < pattern.nodes.length)
    throw semanticError(
      'SEM0514',
      'Semantic error: SEM0514: the sequences of a graph pattern must share nodes, so that all of them are connected.',
    );
  return { start, hops };
}

function hopOver(edge: number, { edges }: GraphPattern, bound: Set<number>): Hop[] {
  const { left, right } = edgeAt(edges, edge);
  if (bound.has(left)) return [{ edge, from: left, to: right, isReversed: false, closes: bound.has(right) }];
  return bound.has(right) ? [{ edge, from: right, to: left, isReversed: true, closes: false }] : [];
}

function byCost({ edges }: GraphPattern): (a: Hop, b: Hop) => number {
  const cost = (hop: Hop) => (edgeAt(edges, hop.edge).range === null ? 0 : 2) + (hop.closes ? 0 : 1);
  return (a, b) => cost(a) - cost(b) || a.edge - b.edge;
}

export function edgeAt(edges: readonly PatternEdge[], index: number): PatternEdge {
  const edge = edges[index];
  if (edge === undefined) throw new Error(`no edge ${index} in the pattern`);
  return edge;
}

/** Whoever goes along the pattern's edges comes back to where they started, whatever the nodes are. */
export function isCyclic({ edges }: GraphPattern): boolean {
  const found = edges.some((edge) => returns(edge, edges));
  const canBeEmpty = ({ range }: PatternEdge) =>
    range !== null && (range.min.kind !== 'literal' || Number(range.min.value) === 0);
  if (found && edges.some(canBeEmpty))
    throw unsupported('cycles=none with a pattern that is a cycle with an edge of length 0');
  return found;
}

function returns(first: PatternEdge, edges: readonly PatternEdge[]): boolean {
  const others = edges.filter((edge) => edge !== first);
  const [from, to] = first.direction === 'left' ? [first.left, first.right] : [first.right, first.left];
  const seen = new Set([from]);
  for (const node of seen) {
    for (const { left, right, direction } of others) {
      if (left === node && direction !== 'left') seen.add(right);
      if (right === node && direction !== 'right') seen.add(left);
    }
  }
  return seen.has(to);
}
