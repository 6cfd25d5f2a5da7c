import type { TimeRange, TimeSelection } from '#shared/live/time-range.ts';

/** Ends of relative ranges are rounded up to this, so that equal runs have equal text and parameters. */
const roundingMs = 1_000;

/** The range that a selection means at an instant; end exclusive. */
export function rangeAt(selection: TimeSelection, nowMs: number): TimeRange {
  if (selection.kind === 'absolute') return { startMs: selection.startMs, endMs: selection.endMs };
  const endMs = Math.ceil(nowMs / roundingMs) * roundingMs;
  return { startMs: endMs - selection.durationMs, endMs };
}

/**
 * By how much a window moves before a result counts as outdated although no data came: a thirtieth of a relative range,
 * between 1 s and 1 min. Null for a result that time alone does not change.
 */
export function windowStepMs(window: TimeSelection | 'now' | null): number | null {
  if (window === null) return null;
  if (window === 'now') return 10_000;
  if (window.kind === 'absolute') return null;
  return Math.min(60_000, Math.max(1_000, window.durationMs / 30));
}
