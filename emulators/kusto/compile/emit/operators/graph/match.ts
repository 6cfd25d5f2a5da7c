import { graphColumns } from '../../../plan/graph/graph-plan.ts';
import { matchColumns } from '../../../plan/graph/match-columns.ts';
import { edgeAt, type Hop, isCyclic, traversalOf } from '../../../plan/graph/traversal.ts';
import type { Emitter } from '../../emitter.ts';
import type { Relation } from '../../relation.ts';
import { relationColumns } from './columns.ts';
import { innerNodes, nodesMeeting, traversable } from './graph-sources.ts';
import { distinctEdges, distinctNodes, type MatchState, named } from './match-state.ts';
import { pathHopSql } from './path-hop.ts';
import { inputAt, type StepShape } from './step-shape.ts';

/** Occurrences of a pattern, grown by one edge of the pattern at a time. */
export function emitMatch({ step, inputs, plan }: StepShape<'match'>, emitter: Emitter): Relation {
  const [nodes, edges] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { pattern } = step;
  const { start, hops } = traversalOf(pattern);
  const filters = pattern.nodes.map(({ filter }) => nodesMeeting(nodes, filter, emitter));
  const first = named(matchColumns.node(start));
  const never = pattern.cycles === 'none' && isCyclic(pattern) ? ' WHERE false' : '';
  let state: MatchState = {
    source: emitter.add(
      `SELECT "${graphColumns.node}" AS ${first} FROM ${filters[start] ?? nodes.source}${never}`,
    ),
    nodes: [start],
    edges: [],
    paths: [],
  };
  for (const hop of hops) {
    const edge = edgeAt(pattern.edges, hop.edge);
    const over = traversable(edges, edge, hop.isReversed, emitter);
    const filter = filters[hop.to] ?? null;
    const context = { state, hop, cycles: pattern.cycles, over, filter };
    const sql =
      edge.range === null
        ? edgeHopSql(context)
        : pathHopSql({
            ...context,
            min: emitter.expression(edge.range.min, { relation: null }).sql,
            max: emitter.expression(edge.range.max, { relation: null }).sql,
            inner: innerNodes(nodes, edge, emitter),
          });
    state = grown(state, hop, edge.range !== null, emitter.add(sql));
  }
  const columns = relationColumns(plan.columns, () => false);
  return { source: state.source, columns, hasIngestionTime: false };
}

export interface HopContext {
  state: MatchState;
  hop: Hop;
  cycles: 'all' | 'none' | 'unique_edges';
  /** Relation of edges with $edge, $from and $to in the direction of the hop. */
  over: string;
  /** Relation of the nodes at which the hop may end; null for all. */
  filter: string | null;
}

function edgeHopSql({ state, hop, cycles, over, filter }: HopContext): string {
  const to = named(matchColumns.node(hop.to));
  const conditions = [
    ...(hop.closes ? [`e."$to" = m.${to}`] : []),
    ...(!hop.closes && filter !== null ? [`e."$to" IN (SELECT "${graphColumns.node}" FROM ${filter})`] : []),
    ...(cycles === 'all' ? [] : distinctEdges(state, 'm', 'e."$edge"')),
    ...(cycles === 'none' && !hop.closes ? distinctNodes(state, 'm', 'e."$to"') : []),
    ...(cycles === 'none' && hop.closes ? [`e."$to" <> e."$from"`] : []),
  ];
  const added = [
    `e."$edge" AS ${named(matchColumns.edge(hop.edge))}`,
    ...(hop.closes ? [] : [`e."$to" AS ${to}`]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT m.*, ${added.join(', ')} FROM ${state.source} AS m JOIN ${over} AS e ON e."$from" = m.${named(matchColumns.node(hop.from))}${where}`;
}

function grown(state: MatchState, hop: Hop, isPath: boolean, source: string): MatchState {
  return {
    source,
    nodes: hop.closes ? state.nodes : [...state.nodes, hop.to],
    edges: isPath ? state.edges : [...state.edges, hop.edge],
    paths: isPath ? [...state.paths, hop.edge] : state.paths,
  };
}
