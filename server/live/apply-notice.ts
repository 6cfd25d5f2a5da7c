import type { ChangeNotice, StreamReport } from '#shared/ingestion/change-notice.ts';

/** What the server knows of one ingestion worker. */
export interface WorkerState {
  workerId: string;
  bootId: string;
  sequence: number;
  heartbeatMs: number;
  lastNoticeMs: number;
  /** Since when it has been heard of without a break. */
  sinceMs: number;
  feeds: ChangeNotice['feeds'];
  streams: StreamReport[];
}

export interface AppliedNotice {
  worker: WorkerState;
  /** A notice may be missing: every table that the worker feeds counts as changed. */
  hasGap: boolean;
}

/** Heartbeats that may be missed before a worker counts as gone. */
const missedHeartbeats = 3;

export function applyNotice(
  known: WorkerState | undefined,
  notice: ChangeNotice,
  nowMs: number,
): AppliedNotice {
  const isSameBoot = known?.bootId === notice.bootId;
  const isRepeated = isSameBoot && notice.sequence <= known.sequence;
  const { workerId, bootId, heartbeatMs, feeds, streams } = notice;
  const worker: WorkerState = {
    workerId,
    bootId,
    sequence: isRepeated ? known.sequence : notice.sequence,
    heartbeatMs,
    lastNoticeMs: nowMs,
    sinceMs: isSameBoot && !isGone(known, nowMs) ? known.sinceMs : nowMs,
    feeds,
    streams,
  };
  const hasGap =
    !isSameBoot || isGone(known, nowMs) || (!isRepeated && notice.sequence !== known.sequence + 1);
  return { worker, hasGap };
}

export function isGone(worker: WorkerState, nowMs: number): boolean {
  return nowMs - worker.lastNoticeMs > missedHeartbeats * worker.heartbeatMs;
}
