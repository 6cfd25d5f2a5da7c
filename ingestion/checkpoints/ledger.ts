import type { SequenceRange } from '../batches/ingest-batch.ts';
import { begin, type Checkpoint, finish, type Progress } from './progress.ts';
import type { ProgressRecord } from './progress-store.ts';

/** Writes down, for one partition, what is about to be ingested and what is. */
export class Ledger {
  readonly #record: ProgressRecord;
  #progress: Progress;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(record: ProgressRecord, progress: Progress) {
    this.#record = record;
    this.#progress = progress;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Resolves when it is durable that the range is about to be ingested. Throws FencedError. */
  async begin(range: SequenceRange, nowMs: number): Promise<void> {
    this.#progress = begin(this.#progress, range, nowMs);
    await this.#write();
  }

  /** Throws FencedError when the partition is not ours any more. */
  async confirm(): Promise<void> {
    await this.#write();
  }

  /** The range is stored. Is made durable in the background: until then it is only looked up again after a crash. */
  finish(checkpoint: Checkpoint): void {
    this.#progress = finish(this.#progress, checkpoint);
    this.#write().catch(() => {
      // The next begin or close rejects with the same error.
    });
  }

  /** Resolves when everything that was finished is durable. Throws FencedError. */
  async close(): Promise<void> {
    await this.#lastWrite;
  }

  #write(): Promise<void> {
    const progress = this.#progress;
    this.#lastWrite = this.#lastWrite.then(async () => await this.#record.write(progress));
    return this.#lastWrite;
  }
}
