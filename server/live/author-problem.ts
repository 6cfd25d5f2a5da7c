import type { ComposedQuery } from '#kql/binding/compose-query.ts';
import { locateInAuthorText } from '#kql/binding/locate-problem.ts';
import { type Problem, problemOf } from '#shared/errors.ts';

/** The problem of a failed run, its place moved from the composed text to the text that the author wrote. */
export function authorProblem(error: unknown, composed: ComposedQuery): Problem {
  const { line, column, ...problem } = problemOf(error);
  if (line === undefined || column === undefined) return problem;
  const place = locateInAuthorText(composed, { line, column });
  if (!place) return problem;
  const where = place.baseQuery === null ? '' : `In the base query ${place.baseQuery}: `;
  return { ...problem, message: `${where}${problem.message}`, line: place.line, column: place.column };
}
