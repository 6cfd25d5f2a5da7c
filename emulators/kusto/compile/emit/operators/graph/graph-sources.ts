import { graphColumns, type PatternEdge } from '../../../plan/graph/graph-plan.ts';
import type { Expression } from '../../../plan/logical.ts';
import type { Emitter } from '../../emitter.ts';
import type { Relation } from '../../relation.ts';

/** The numbers of the nodes that meet a condition; null when there is none. */
export function nodesMeeting(nodes: Relation, filter: Expression | null, emitter: Emitter): string | null {
  if (filter === null) return null;
  const condition = emitter.expression(filter, { relation: nodes, isPredicate: true }).sql;
  return emitter.add(`SELECT "${graphColumns.node}" FROM ${nodes.source} WHERE ${condition}`);
}

export function innerNodes(nodes: Relation, edge: PatternEdge, emitter: Emitter): string | null {
  return nodesMeeting(nodes, edge.innerFilter, emitter);
}

/**
 * The edges that an edge of the pattern may stand for, with $edge, $from and $to as they are gone: a relation with an
 * edge without direction twice, a loop once.
 */
export function traversable(
  edges: Relation,
  { direction, filter }: PatternEdge,
  isReversed: boolean,
  emitter: Emitter,
): string {
  const condition =
    filter === null ? null : emitter.expression(filter, { relation: edges, isPredicate: true }).sql;
  const { edge, source, target } = graphColumns;
  const select = (from: string, to: string, also: string | null) => {
    const conditions = [condition, also].filter((part) => part !== null);
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    return `SELECT "${edge}", "${from}" AS "$from", "${to}" AS "$to" FROM ${edges.source}${where}`;
  };
  const forward = select(source, target, null);
  if (direction === 'any')
    return emitter.add(`${forward} UNION ALL ${select(target, source, `"${source}" <> "${target}"`)}`);
  const pointsBack = (direction === 'left') !== isReversed;
  return emitter.add(pointsBack ? select(target, source, null) : forward);
}
