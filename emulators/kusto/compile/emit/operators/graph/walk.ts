import { graphColumns } from '../../../plan/graph/graph-plan.ts';
import { matchColumns } from '../../../plan/graph/match-columns.ts';
import { edgeAt } from '../../../plan/graph/traversal.ts';
import type { Emitter } from '../../emitter.ts';
import type { Relation } from '../../relation.ts';
import { relationColumns } from './columns.ts';
import { innerNodes, nodesMeeting, traversable } from './graph-sources.ts';
import { named } from './match-state.ts';
import { inputAt, type StepShape } from './step-shape.ts';

/**
 * Shortest walks: each node's distance from each first node, by a recursion that visits a node once, then the walks
 * back along falling distances.
 */
export function emitWalk({ step, inputs, plan }: StepShape<'walk'>, emitter: Emitter): Relation {
  const [nodes, edges] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { pattern, output } = step;
  const edge = edgeAt(pattern.edges, 0);
  if (edge.range === null) throw new Error('a walk has an edge of variable length');
  const over = traversable(edges, edge, false, emitter);
  const inner = innerNodes(nodes, edge, emitter);
  const ends = [edge.left, edge.right].map(
    (index) => nodesMeeting(nodes, pattern.nodes[index]?.filter ?? null, emitter) ?? nodes.source,
  );
  const [first = nodes.source, last = nodes.source] = ends;
  const max = emitter.expression(edge.range.max, { relation: null }).sql;
  const isEmptyToo = edge.range.min.kind === 'literal' && Number(edge.range.min.value) === 0;
  const reached = emitter.add(distancesSql({ over, inner, first, max }), 'materialized');
  const steps = emitter.add(stepsSql({ over, inner, first, reached, output }), 'materialized');
  const excludesLoops = isEmptyToo || pattern.cycles === 'none';
  const walks = walksSql({ reached, steps, last, excludesLoops });
  const empty = isEmptyToo
    ? ` UNION ALL SELECT "${graphColumns.node}", "${graphColumns.node}", [], [], 0 FROM ${first} WHERE "${graphColumns.node}" IN (SELECT "${graphColumns.node}" FROM ${last})`
    : '';
  const columns = relationColumns(plan.columns, () => false);
  const index = pattern.edges.indexOf(edge);
  const names = [
    matchColumns.node(edge.left),
    matchColumns.node(edge.right),
    matchColumns.edge(index),
    matchColumns.inner(index),
    matchColumns.length(index),
  ];
  const source = emitter.add(`SELECT * FROM (${walks}${empty}) AS w(${names.map(named).join(', ')})`);
  return { source, columns, hasIngestionTime: false };
}

interface Distances {
  over: string;
  inner: string | null;
  first: string;
  max: string;
}

/** For each first node the nodes that are reached from it, and over how many edges. */
function distancesSql({ over, inner, first, max }: Distances): string {
  const node = graphColumns.node;
  const between = inner === null ? '' : ` AND r."$at" IN (SELECT "${node}" FROM ${inner})`;
  const seed = `SELECT DISTINCT f."${node}", e."$to", 1 FROM ${first} AS f JOIN ${over} AS e ON e."$from" = f."${node}" WHERE ${max} >= 1`;
  const growth = `SELECT DISTINCT r."$first", e."$to", r."$length" + 1 FROM r JOIN ${over} AS e ON e."$from" = r."$at" LEFT JOIN recurring.r AS known ON known."$first" = r."$first" AND known."$at" = e."$to" WHERE known."$first" IS NULL AND r."$length" < ${max}${between}`;
  return `WITH RECURSIVE r("$first", "$at", "$length") USING KEY ("$first", "$at") AS (${seed} UNION ${growth}) SELECT * FROM r`;
}

/** For each node that is reached the edges by which a shortest walk comes to it, or one of them. */
function stepsSql({
  over,
  inner,
  first,
  reached,
  output,
}: Omit<Distances, 'max'> & { reached: string; output: 'any' | 'all' }): string {
  const node = graphColumns.node;
  const between = inner === null ? '' : ` WHERE r."$at" IN (SELECT "${node}" FROM ${inner})`;
  const before = `SELECT "${node}" AS "$first", "${node}" AS "$at", 0 AS "$length" FROM ${first} UNION ALL SELECT * FROM ${reached} AS r${between}`;
  const all = `SELECT b."$first", b."$at" AS "$before", b."$length" AS "$length", e."$edge", e."$to" AS "$at" FROM (${before}) AS b JOIN ${over} AS e ON e."$from" = b."$at" JOIN ${reached} AS r ON r."$first" = b."$first" AND r."$at" = e."$to" AND r."$length" = b."$length" + 1`;
  if (output === 'all') return all;
  return `SELECT * FROM (${all}) QUALIFY row_number() OVER (PARTITION BY "$first", "$at" ORDER BY "$edge") = 1`;
}

interface Walks {
  reached: string;
  steps: string;
  last: string;
  excludesLoops: boolean;
}

function walksSql({ reached, steps, last, excludesLoops }: Walks): string {
  const loops = excludesLoops ? ' AND r."$first" <> r."$at"' : '';
  const seed = `SELECT r."$first", r."$at", r."$at", CAST([] AS BIGINT[]), CAST([] AS BIGINT[]), r."$length", r."$length" FROM ${reached} AS r WHERE r."$at" IN (SELECT "${graphColumns.node}" FROM ${last})${loops}`;
  const back = `SELECT p."$first", p."$last", s."$before", list_prepend(s."$edge", p."$edges"), CASE WHEN p."$left" = 1 THEN p."$inner" ELSE list_prepend(s."$before", p."$inner") END, p."$length", p."$left" - 1 FROM p JOIN ${steps} AS s ON s."$first" = p."$first" AND s."$at" = p."$at" AND s."$length" = p."$left" - 1`;
  return `SELECT "$first", "$last", "$edges", "$inner", CAST("$length" AS BIGINT) FROM (WITH RECURSIVE p("$first", "$last", "$at", "$edges", "$inner", "$length", "$left") AS (${seed} UNION ALL ${back}) SELECT * FROM p WHERE "$left" = 0)`;
}
