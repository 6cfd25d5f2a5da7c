/** A query that tries to break its limits: what it tries, and its text (a function where the text is large). */
export type HostileQuery = readonly [attempt: string, kql: string | (() => string)];

/** Queries of one kind; all run against `Numbers` (200,000 rows of i, g, s) and `Texts` (2,000 rows of line). */
export interface HostileFamily {
  name: string;
  queries: readonly HostileQuery[];
}

export function family(name: string, queries: readonly HostileQuery[]): HostileFamily {
  return { name, queries };
}

/** `open` as often as said, then `middle`, then `close` as often. */
export function nested(depth: number, open: string, middle: string, close: string): string {
  return open.repeat(depth) + middle + close.repeat(depth);
}

export function listOf(count: number, item: (index: number) => string, separator = ', '): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(separator);
}
