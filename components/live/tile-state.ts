import type { Problem } from '#shared/errors.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { TileStateName, TileStatus } from '#shared/live/tile-status.ts';

/** All that decides the state of one tile. Instants are the browser's, in milliseconds since the Unix epoch. */
export interface TileFacts {
  /** The frame to show: the newest of the current live query, else the last good one of the query before. */
  frame: TileFrame | null;
  status: TileStatus | null;
  /** Why the tile has no live query. */
  refusal: Problem | null;
  /** Since when nothing on this connection has confirmed the status; null when it is confirmed. */
  unconfirmedSinceMs: number | null;
  isConnected: boolean;
  /** Since when the status speaks of a newer frame than the one held; null when it does not. */
  behindSinceMs: number | null;
  isPaused: boolean;
}

export interface ResolvedState {
  state: TileStateName;
  problem: Problem | null;
}

/** How long the last word of a lost or not yet answering server still stands. */
const graceMs = 1_000;
const behindGraceMs = 3_000;

const lost: Problem = {
  code: 'unreachable',
  message: 'The connection to the Tidewatch server is lost. It is tried again by itself.',
};
const silent: Problem = {
  code: 'timeout',
  message: 'The server has not confirmed this tile yet.',
};
const behind: Problem = {
  code: 'timeout',
  message: 'The server has a newer result that has not arrived in this browser yet.',
};

export function resolveTileState(facts: TileFacts, nowMs: number): ResolvedState {
  const { frame, status, refusal, isPaused } = facts;
  if (isPaused && frame !== null) return { state: 'paused', problem: null };
  if (refusal !== null) return { state: refusal.code === 'denied' ? 'denied' : 'failed', problem: refusal };
  if (isOlderThan(facts.unconfirmedSinceMs, graceMs, nowMs))
    return { state: frame === null ? 'waiting' : 'stale', problem: facts.isConnected ? silent : lost };
  if (status === null) return { state: 'waiting', problem: null };
  if (claimsCurrent(status) && frame !== null && isOlderThan(facts.behindSinceMs, behindGraceMs, nowMs))
    return { state: 'stale', problem: behind };
  return { state: status.state, problem: status.problem };
}

function claimsCurrent(status: TileStatus): boolean {
  return status.state === 'live' || status.state === 'idle' || status.state === 'partial';
}

function isOlderThan(sinceMs: number | null, limitMs: number, nowMs: number): boolean {
  return sinceMs !== null && nowMs - sinceMs >= limitMs;
}
