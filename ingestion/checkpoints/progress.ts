import { z } from 'zod';
import type { SequenceRange } from '../batches/ingest-batch.ts';
import type { PartitionBounds } from '../sources/source.ts';

/** How far a partition is ingested. Everything up to `committed` is stored, once. */
export const progressSchema = z.object({
  /** The log that the sequence numbers are of. */
  logId: z.string(),
  committed: z.object({ sequenceNumber: z.number().int(), offset: z.string() }).nullable(),
  /** Written before an ingestion: rows of these events may be stored or not. It never shrinks but by `finish`. */
  pending: z.object({ from: z.number().int(), to: z.number().int(), sinceMs: z.number() }).nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** A position to read on after; what the emulator's and Azure's broker call offset is opaque. */
export type Checkpoint = NonNullable<Progress['committed']>;

export function newProgress(logId: string): Progress {
  return { logId, committed: null, pending: null };
}

/** Ingestion of a range begins. What was pending before and is not finished stays pending. */
export function begin(progress: Progress, range: SequenceRange, nowMs: number): Progress {
  const { pending } = progress;
  return {
    ...progress,
    pending: {
      from: Math.min(pending?.from ?? range.from, range.from),
      to: Math.max(pending?.to ?? range.to, range.to),
      sinceMs: pending?.sinceMs ?? nowMs,
    },
  };
}

/** Everything up to the checkpoint is stored. A checkpoint never moves back. */
export function finish(progress: Progress, checkpoint: Checkpoint): Progress {
  const { committed, pending } = progress;
  if (committed !== null && checkpoint.sequenceNumber <= committed.sequenceNumber) return progress;
  const isOpen = pending !== null && pending.to > checkpoint.sequenceNumber;
  return {
    ...progress,
    committed: checkpoint,
    pending: isOpen ? { ...pending, from: checkpoint.sequenceNumber + 1 } : null,
  };
}

/**
 * Why the partition can't be read on from its progress, or null: another log, or events that were acknowledged once and
 * are not in the log. To go on would skip events that come under the same sequence numbers.
 */
export function describeBreak(progress: Progress, bounds: PartitionBounds): string | null {
  if (progress.logId !== bounds.logId)
    return `the hub was created ${bounds.logId}, but the checkpoint is of one created ${progress.logId}`;
  const reached = progress.committed?.sequenceNumber;
  if (reached === undefined || reached <= bounds.lastSequenceNumber) return null;
  return `the checkpoint is at sequence number ${reached}, but the last event in the hub has ${bounds.lastSequenceNumber}`;
}

/** Events that the broker deleted before they were read; 0 when none were. */
export function countExpired(progress: Progress, bounds: PartitionBounds): number {
  const next = (progress.committed?.sequenceNumber ?? -1) + 1;
  const first = bounds.isEmpty ? bounds.lastSequenceNumber + 1 : bounds.firstSequenceNumber;
  return progress.committed === null ? 0 : Math.max(0, first - next);
}
