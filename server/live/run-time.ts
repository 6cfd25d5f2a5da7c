/** What decides when a live query runs next. Instants in milliseconds since the Unix epoch. */
export interface RunFacts {
  /** A table that it reads changed since its last run began, or it never ran. */
  isDirty: boolean;
  /** When its time window has moved enough; null when time alone does not change it. */
  windowDueMs: number | null;
  lastStartMs: number | null;
  /** How far apart its runs are at least. */
  intervalMs: number;
  /** A failed run is not repeated before. */
  retryAtMs: number | null;
  isSourceDown: boolean;
}

const minimumIntervalMs = 250;
const longestCrowdMs = 2_000;

/**
 * How far apart the runs of a query are at least: one that takes `durationMs` runs at most half of the time, and all of
 * its source together keep half of its slots busy, `crowdMs` being the sum of their durations over that number.
 */
export function intervalBetweenRuns(durationMs: number, crowdMs: number): number {
  return Math.max(minimumIntervalMs, 2 * durationMs, Math.min(crowdMs, longestCrowdMs));
}

const risingWeight = 0.3;
const fallingWeight = 0.7;

/** One slow run, such as the first, is soon forgotten; a query that has become slow is found out after a few. */
export function smoothDuration(smoothedMs: number, measuredMs: number): number {
  const weight = measuredMs > smoothedMs ? risingWeight : fallingWeight;
  return smoothedMs + weight * (measuredMs - smoothedMs);
}

/** When to run next, in the past for at once; null for not before something happens. */
export function nextRunMs(facts: RunFacts): number | null {
  if (facts.isSourceDown) return null;
  const wantedMs = facts.isDirty ? 0 : facts.windowDueMs;
  if (wantedMs === null) return null;
  const allowedMs = facts.lastStartMs === null ? 0 : facts.lastStartMs + facts.intervalMs;
  return Math.max(wantedMs, allowedMs, facts.retryAtMs ?? 0);
}

const firstRetryMs = 500;
const longestRetryMs = 30_000;

/** How long to wait after the nth failure in a row (from 1); `random` in [0, 1) spreads tiles apart. */
export function retryDelayMs(failures: number, random: number): number {
  const ceiling = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
  return ceiling * (0.5 + random / 2);
}
