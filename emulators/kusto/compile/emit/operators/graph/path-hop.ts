import { graphColumns } from '../../../plan/graph/graph-plan.ts';
import { matchColumns } from '../../../plan/graph/match-columns.ts';
import type { HopContext } from './match.ts';
import { distinctEdges, distinctNodes, named } from './match-state.ts';

export interface PathHopContext extends HopContext {
  /** SQL of the least and greatest number of edges. */
  min: string;
  max: string;
  /** Relation of the nodes that may stand between the edges; null for all. */
  inner: string | null;
}

/** Every path from the matches so far, by a recursion that adds an edge in each round. */
export function pathHopSql(context: PathHopContext): string {
  const { state, hop, over, filter, min, max, inner } = context;
  const to = named(matchColumns.node(hop.to));
  const from = named(matchColumns.node(hop.from));
  const list = (name: string) => (hop.isReversed ? `list_reverse(p."${name}")` : `p."${name}"`);
  const columns = [...state.nodes.map(matchColumns.node), ...state.edges.map(matchColumns.edge)];
  for (const path of state.paths)
    columns.push(matchColumns.edge(path), matchColumns.inner(path), matchColumns.length(path));
  const keptOf = (alias: string) => columns.map((name) => `${alias}.${named(name)}`).join(', ');
  const kept = keptOf('p');
  const seed = `SELECT ${keptOf('m')}, m.${from} AS "$at", CAST([] AS BIGINT[]) AS "$edges", CAST([] AS BIGINT[]) AS "$inner", 0 AS "$length" FROM ${state.source} AS m`;
  const conditions = growthConditions(context);
  const added = `e."$to", list_append(p."$edges", e."$edge"), CASE WHEN p."$length" = 0 THEN p."$inner" ELSE list_append(p."$inner", p."$at") END, p."$length" + 1`;
  const between = inner === null ? '' : ` LEFT JOIN ${inner} AS b ON b."${graphColumns.node}" = p."$at"`;
  const growth = `SELECT ${kept}, ${added} FROM p JOIN ${over} AS e ON e."$from" = p."$at"${between} WHERE p."$length" < ${max} AND ${conditions.join(' AND ')}`;
  const ends = [
    `p."$length" >= ${min}`,
    ...(hop.closes ? [`p."$at" = p.${to}`] : []),
    ...(!hop.closes && filter !== null ? [`p."$at" IN (SELECT "${graphColumns.node}" FROM ${filter})`] : []),
  ];
  const result = [
    kept,
    ...(hop.closes ? [] : [`p."$at" AS ${to}`]),
    `${list('$edges')} AS ${named(matchColumns.edge(hop.edge))}`,
    `${list('$inner')} AS ${named(matchColumns.inner(hop.edge))}`,
    `CAST(p."$length" AS BIGINT) AS ${named(matchColumns.length(hop.edge))}`,
  ];
  return `WITH RECURSIVE p AS (${seed} UNION ALL ${growth}) SELECT ${result.join(', ')} FROM p WHERE ${ends.join(' AND ')}`;
}

/** What the next edge of a path must meet. */
function growthConditions({ state, hop, cycles, inner }: PathHopContext): string[] {
  const conditions =
    inner === null ? ['true'] : [`(p."$length" = 0 OR b."${graphColumns.node}" IS NOT NULL)`];
  if (cycles === 'all') return conditions;
  conditions.push(`NOT list_contains(p."$edges", e."$edge")`, ...distinctEdges(state, 'p', 'e."$edge"'));
  if (cycles !== 'none') return conditions;
  conditions.push(`e."$to" <> p."$at"`, `NOT list_contains(p."$inner", e."$to")`);
  conditions.push(...distinctNodes(state, 'p', 'e."$to"', hop.closes ? hop.to : undefined));
  // A path ends where it meets the node that closes it.
  if (hop.closes) conditions.push(`(p."$length" = 0 OR p."$at" <> p.${named(matchColumns.node(hop.to))})`);
  return conditions;
}
