import type { CheckpointStore } from '@azure/event-hubs';
import type { Progress } from './progress.ts';

/** Another worker has taken the partition: this one must not write, nor ingest what it has not begun. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor(partition: string) {
    super(`The partition ${partition} was taken over by another worker.`);
  }
}

/** The progress of one partition while this worker owns it. */
export interface ProgressRecord {
  /** Where it is kept, for messages to a person. */
  readonly place: string;
  /** Null when the partition was never read. */
  read(): Promise<Progress | null>;
  /** Durable when it resolves. Throws FencedError when the partition is not ours any more; nothing is changed then. */
  write(progress: Progress): Promise<void>;
}

/**
 * Who reads which partition, and how far. Ownership is decided by compare-and-swap; a new owner sees every write that
 * an earlier one was told to be durable.
 */
export interface ProgressStore extends CheckpointStore {
  /** The record of a partition that this worker has claimed. */
  record(hub: string, partition: string): ProgressRecord;
}
