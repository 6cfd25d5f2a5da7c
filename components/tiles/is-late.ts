/** A bin is taken to be no wider than this share of the time range. */
const widestBinShare = 1 / 60;

/**
 * Whether the newest event shown is older than the tile allows. A row of a binned result carries the start of its bin,
 * so that in a long time range the newest row looks older than its events are.
 */
export function isLate(
  ageMs: number,
  freshWithinMs: number | undefined,
  range: { startMs: number | null; endMs: number | null } | null,
): boolean {
  if (freshWithinMs === undefined) return false;
  const rangeMs = range?.startMs == null || range.endMs === null ? 0 : range.endMs - range.startMs;
  return ageMs > freshWithinMs + rangeMs * widestBinShare;
}
