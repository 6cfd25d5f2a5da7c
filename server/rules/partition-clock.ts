/** How far the reading of one partition has come. Times are ms since the Unix epoch. */
export interface PartitionClock {
  /** Identity of the partition's log: a hub that was made anew has another one. */
  readonly logId: string;
  /** The last event that was taken; -1 before the first. */
  readonly sequence: number;
  /** When the broker took that event; null before the first. */
  readonly enqueuedMs: number | null;
  /** Event time up to which observations have been seen; it never moves back. Null before the first. */
  readonly watermarkMs: number | null;
  /** The newest watermark that an observation set, and when the broker took the event that did. */
  readonly setTo: { readonly watermarkMs: number; readonly enqueuedMs: number } | null;
}

/** Without new observations, event time goes on with the broker's clock, so much behind it. */
export const idleGraceMs = 5_000;

/** Observations further ahead of the broker's clock come from a wrong clock. */
export const futureToleranceMs = 5 * 60_000;

export function newPartitionClock(logId: string, sequence: number): PartitionClock {
  return { logId, sequence, enqueuedMs: null, watermarkMs: null, setTo: null };
}

/**
 * The clock when the broker took the event `sequence`. It uses the broker's times alone, so that reading the same log
 * again, at whatever pace, passes through the same watermarks at the same events.
 */
export function takeEvent(clock: PartitionClock, sequence: number, enqueuedMs: number): PartitionClock {
  // The broker's clock may step back by a little; time that has passed stays passed.
  const brokerMs = Math.max(enqueuedMs, clock.enqueuedMs ?? enqueuedMs);
  return { ...advanceIdle(clock, brokerMs), sequence, enqueuedMs: brokerMs };
}

/** The clock after an observation of the event just taken. */
export function takeObservation(clock: PartitionClock, eventMs: number, latenessMs: number): PartitionClock {
  const watermarkMs = eventMs - latenessMs;
  if (clock.enqueuedMs === null) return clock;
  if (clock.watermarkMs !== null && watermarkMs <= clock.watermarkMs) return clock;
  return { ...clock, watermarkMs, setTo: { watermarkMs, enqueuedMs: clock.enqueuedMs } };
}

/** The clock when the partition is known to have got nothing for `silentMs` since its last event was read. */
export function takeSilence(clock: PartitionClock, silentMs: number): PartitionClock {
  return clock.enqueuedMs === null ? clock : advanceIdle(clock, clock.enqueuedMs + Math.floor(silentMs));
}

function advanceIdle(clock: PartitionClock, brokerMs: number): PartitionClock {
  if (clock.setTo === null || clock.watermarkMs === null) return clock;
  const watermarkMs = clock.setTo.watermarkMs + (brokerMs - clock.setTo.enqueuedMs) - idleGraceMs;
  return watermarkMs > clock.watermarkMs ? { ...clock, watermarkMs } : clock;
}
