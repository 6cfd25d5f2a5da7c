import { semanticError } from '../../../types/kql-error.ts';
import { columnNames } from '../expression-parts.ts';
import type { Expression, Plan } from '../logical.ts';
import { graphStep } from './graph-plan.ts';
import { matchColumns } from './match-columns.ts';
import type { MatchScope } from './match-scope.ts';
import type { NamedPattern } from './read-pattern.ts';

/** A pattern of graph-shortest-paths is one sequence with an edge of variable length. */
export function checkShortestPattern(pattern: NamedPattern): void {
  if (pattern.sequences > 1) throw patternError('must be a single sequence');
  if (pattern.edges.every((edge) => edge.range === null))
    throw patternError('must have at least one variable length edge');
}

function patternError(what: string) {
  return semanticError('SEM0510', `Semantic error: SEM0510: the pattern of graph-shortest-paths ${what}.`);
}

/**
 * The shortest matches can be found by going outward from each first node, without looking at every path: one edge of
 * variable length that may be as short as can be, and no condition on the path as a whole. Going there and back over
 * one edge without a direction would use it twice, which unique_edges excludes.
 */
export function isWalk(match: MatchScope, conditions: Expression[]): boolean {
  const { edges, nodes, cycles } = match.pattern;
  const [edge] = edges;
  if (edge === undefined || edges.length > 1 || nodes.length !== 2 || edge.range === null) return false;
  const { min } = edge.range;
  if (min.kind !== 'literal' || Number(min.value) > 1) return false;
  if (edge.direction === 'any' && cycles === 'unique_edges') return false;
  const names = conditions.flatMap((condition) => [...columnNames(condition)]);
  return names.every((name) => match.attachments.get(name)?.kind === 'node');
}

/** Ranks matches by their numbers of edges. */
export function shortestMatches(matches: Plan, pattern: NamedPattern, output: 'any' | 'all'): Plan {
  const first = pattern.edges[0]?.left ?? 0;
  const last = pattern.edges.at(-1)?.right ?? 0;
  const lengths = pattern.edges.flatMap(({ range }, index) =>
    range === null ? [] : [matchColumns.length(index)],
  );
  return graphStep(
    {
      name: 'shortest',
      first: matchColumns.node(first),
      last: matchColumns.node(last),
      lengths,
      output,
    },
    [matches],
    matches.columns,
  );
}
