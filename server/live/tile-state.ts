import { isTransient, type Problem } from '#shared/errors.ts';
import type { PartialReason } from '#shared/kusto/query-result.ts';
import type { Clocks, ServerTileState } from '#shared/live/tile-status.ts';

/** All that the server knows of one live query. Instants in server milliseconds since the Unix epoch. */
export interface LiveFacts {
  /** The last run that succeeded; null before the first. */
  lastRun: {
    startMs: number;
    rowCount: number;
    eventMs: number | null;
    partial: PartialReason | null;
  } | null;
  /** Why the newest run failed; null when it succeeded. */
  failure: Problem | null;
  /** Since when a table is known to have changed, or may have, without a run begun after it; null when current. */
  dirtySinceMs: number | null;
  /** The window has moved by then; null when time alone does not change the result. */
  windowDueMs: number | null;
  source: { okMs: number | null; problem: Problem | null };
  tables: TablesSummary;
  /** How long runs take and how far apart they are at least. */
  cycleMs: number;
}

/** The tables that a query reads, taken together. */
export interface TablesSummary {
  /** Up to when every change is known; null when one is not watched. Infinity for a query that reads none. */
  confirmedMs: number | null;
  arrivalMs: number | null;
  usualGapMs: number | null;
  /** False: none of them has ever had rows. Null when not known. */
  hasData: boolean | null;
  /** Why new data may not arrive. */
  trouble: string | null;
}

export interface TileCondition {
  state: ServerTileState;
  clocks: Clocks;
  problem: Problem | null;
}

const shortestStaleMs = 3_000;
const longestStaleMs = 60_000;
const shortestIdleMs = 5_000;
const unknownIdleMs = 10_000;
const longestIdleMs = 15 * 60_000;

/** The state in which a tile is, see shared/live/tile-status.ts for what each means. */
export function describeTile(facts: LiveFacts, nowMs: number): TileCondition {
  const { lastRun, failure, source, tables } = facts;
  const checkedMs = checkedAt(facts);
  const clocks = { eventMs: lastRun?.eventMs ?? null, arrivalMs: tables.arrivalMs, checkedMs };
  const inState = (state: ServerTileState, problem: Problem | null = null) => ({ state, clocks, problem });
  if (failure && !isTransient(failure.code))
    return inState(failure.code === 'denied' ? 'denied' : 'failed', failure);
  if (!lastRun || checkedMs === null) return inState('waiting', failure ?? source.problem);
  if (source.problem) return inState('stale', source.problem);
  if (nowMs - checkedMs > staleAfterMs(facts.cycleMs)) return inState('stale', failure ?? overdue(facts));
  if (lastRun.partial) return inState('partial', { code: 'truncated', message: lastRun.partial.message });
  const upstream: Problem | null =
    tables.trouble === null ? null : { code: 'unreachable', message: tables.trouble };
  if (lastRun.rowCount === 0) return inState(tables.hasData === false ? 'waiting' : 'no-rows', upstream);
  if (isIdle(tables, nowMs)) return inState('idle', upstream);
  return inState('live');
}

/** When it was last confirmed that what is shown is current: never later than a change that no run has seen. */
function checkedAt({ lastRun, dirtySinceMs, windowDueMs, source, tables }: LiveFacts): number | null {
  if (!lastRun) return null;
  const confirmedMs = Math.min(
    source.okMs ?? 0,
    tables.confirmedMs ?? 0,
    dirtySinceMs ?? Number.POSITIVE_INFINITY,
    windowDueMs ?? Number.POSITIVE_INFINITY,
  );
  return Math.max(lastRun.startMs, confirmedMs);
}

function staleAfterMs(cycleMs: number): number {
  return Math.min(longestStaleMs, Math.max(shortestStaleMs, 3 * cycleMs));
}

function overdue({ dirtySinceMs, tables }: LiveFacts): Problem {
  if (dirtySinceMs === null && tables.confirmedMs === null)
    return { code: 'timeout', message: tables.trouble ?? 'It is not known whether new data has arrived.' };
  return { code: 'timeout', message: 'Kusto takes longer than usual to answer.' };
}

function isIdle({ arrivalMs, usualGapMs, confirmedMs }: TablesSummary, nowMs: number): boolean {
  if (confirmedMs === Number.POSITIVE_INFINITY) return false;
  if (arrivalMs === null) return true;
  const limitMs =
    usualGapMs === null ? unknownIdleMs : Math.min(longestIdleMs, Math.max(shortestIdleMs, 4 * usualGapMs));
  return nowMs - arrivalMs > limitMs;
}
