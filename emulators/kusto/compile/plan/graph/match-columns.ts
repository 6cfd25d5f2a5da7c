/** Columns of matches: what stands for each element of the pattern, by its index. */
export const matchColumns = {
  /** Number of the node. */
  node: (index: number) => `$m.n${index}`,
  /** Number of the edge; for an edge of variable length the list of numbers, from left to right. */
  edge: (index: number) => `$m.e${index}`,
  /** List of the numbers of the nodes between the edges of variable length. */
  inner: (index: number) => `$m.i${index}`,
  /** How many edges those are. */
  length: (index: number) => `$m.l${index}`,
  /** A value of an element. */
  value: (position: number) => `$m.v${position}`,
  /** Number of the match. */
  row: '$m.row',
} as const;

/** The column belongs to the match, not to an element that is being looked at. */
export function isMatchColumn(name: string): boolean {
  return name.startsWith('$m.');
}
