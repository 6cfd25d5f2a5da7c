import type { ComposedQuery } from './compose-query.ts';

export interface AuthorPlace {
  /** The base query that holds the place; null for the query itself. */
  baseQuery: string | null;
  /** 1-based, in that query's own text. */
  line: number;
  column: number;
}

/** The place in an author's text of a place in the composed text; null for the lines that composing added. */
export function locateInAuthorText(
  composed: ComposedQuery,
  place: { line: number; column: number },
): AuthorPlace | null {
  const part = composed.parts.find(
    ({ firstLine, lastLine }) => place.line >= firstLine && place.line <= lastLine,
  );
  if (!part) return null;
  return { baseQuery: part.baseQuery, line: place.line - part.firstLine + 1, column: place.column };
}
