import { mkdir } from 'node:fs/promises';
import type { EventPosition } from './event-position.ts';
import { findPosition } from './find-position.ts';
import { GroupCommit } from './group-commit.ts';
import { type EventBatch, LogWriter } from './log-writer.ts';
import { PartitionReader } from './partition-reader.ts';
import type { JoinOutcome, ProducerClaim, ProducerTable, ProducerVerdict } from './producer-table.ts';
import { type RecoveredLog, recoverLog } from './recovery.ts';
import { countExpired, type Retention } from './retention.ts';
import type { Segment } from './segment.ts';
import { storedEvents } from './stored-event.ts';
import { TailCache } from './tail-cache.ts';

export interface LogOptions {
  retention: Retention;
  /** A segment that is longer than this gets no further commit. */
  segmentBytes: number;
  /** Memory for the newest events of the partition. */
  cacheBytes: number;
  /** Milliseconds since the Unix epoch. */
  clock: () => number;
}

type Task = { kind: 'batch'; batch: EventBatch } | { kind: 'barrier' } | { kind: 'new-segment' };

const maxGroup = 512;
/** Share of the retention time after which a segment gets no further commit, so that it can expire. */
const segmentAgeShare = 0.1;

/**
 * The durable, ordered events of one partition. A batch is appended whole and is on the disk (fdatasync) before
 * `append` resolves; only then readers see it. Sequence numbers start at 0 and are never used twice.
 */
export class PartitionLog implements AsyncDisposable {
  readonly tail: TailCache;
  /** Bytes of an unfinished write that were cut off when the log was opened. */
  readonly tornBytes: number;
  readonly #options: LogOptions;
  readonly #writer: LogWriter;
  readonly #producers: ProducerTable;
  readonly #commits = new GroupCommit<Task>((tasks) => this.#commit(tasks), maxGroup);
  readonly #listeners = new Set<() => void>();

  private constructor(folder: string, options: LogOptions, recovered: RecoveredLog) {
    this.#options = options;
    this.tail = new TailCache(options.cacheBytes);
    this.tornBytes = recovered.tornBytes;
    this.#producers = recovered.producers;
    this.#writer = new LogWriter(folder, recovered);
  }

  /** Opens or creates the log in `folder`. Throws DamagedLogError. */
  static async open(folder: string, options: LogOptions): Promise<PartitionLog> {
    await mkdir(folder, { recursive: true });
    return new PartitionLog(folder, options, await recoverLog(folder));
  }

  get segments(): readonly Segment[] {
    return this.#writer.segments;
  }

  /** Sequence number of the oldest event that is kept; `nextSequence` when there is none. */
  get firstSequence(): number {
    return this.segments[0]?.baseSequence ?? this.nextSequence;
  }

  /** Sequence number that the next event will get. */
  get nextSequence(): number {
    return this.#writer.nextSequence;
  }

  /** Offset of the newest event ever appended. */
  get lastOffset(): number | null {
    return this.#writer.lastOffset;
  }

  /** Enqueued time of the newest event ever appended; 0 when there was none. */
  get lastEnqueuedTimeMs(): number {
    return this.#writer.lastEnqueuedTimeMs;
  }

  joinProducer(claim: ProducerClaim): JoinOutcome {
    return this.#producers.join(claim);
  }

  /**
   * Resolves once the batch is durable, or is known to be a duplicate of one that is. Verdicts other than `append`
   * and `duplicate` mean that nothing was written. Throws when the disk refuses.
   */
  async append(batch: EventBatch): Promise<ProducerVerdict> {
    if (this.#writer.failure) throw this.#writer.failure;
    const verdict = batch.producer ? this.#producers.admit(batch.producer, batch.events.length) : 'append';
    if (verdict === 'append' && batch.events.length > 0) await this.#commits.add({ kind: 'batch', batch });
    else if (verdict === 'duplicate') await this.#commits.add({ kind: 'barrier' });
    return verdict;
  }

  findPosition(position: EventPosition): Promise<number> {
    return findPosition(this, position);
  }

  createReader(sequenceNumber: number): PartitionReader {
    return new PartitionReader(this, sequenceNumber);
  }

  /** Calls `listener` after each commit, until the returned function is called. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Removes what is past retention; returns the number of removed segments. */
  async enforceRetention(): Promise<number> {
    if (this.#writer.failure) return 0;
    const { retention, clock } = this.#options;
    const startedMs = this.#writer.active.index?.firstTimeMs ?? clock();
    if (clock() - startedMs > retention.maxAgeMs * segmentAgeShare) {
      await this.#commits.add({ kind: 'new-segment' });
    }
    const expired = countExpired(this.segments, retention, clock());
    await this.#writer.removeOldest(expired);
    return expired;
  }

  /** Waits until everything that was appended is durable. */
  flush(): Promise<void> {
    return this.#commits.whenIdle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    await this.#writer[Symbol.asyncDispose]();
  }

  async #commit(tasks: readonly Task[]): Promise<void> {
    const batches = tasks.flatMap((task) => (task.kind === 'batch' ? [task.batch] : []));
    const isFull = this.#writer.active.committedBytes >= this.#options.segmentBytes;
    try {
      if (isFull || tasks.some(({ kind }) => kind === 'new-segment')) {
        await this.#writer.startSegment(this.#producers.committed);
      }
      if (batches.length > 0) await this.#write(batches);
    } catch (error) {
      this.#producers.rollBack();
      throw error;
    }
  }

  async #write(batches: readonly EventBatch[]): Promise<void> {
    for (const record of await this.#writer.write(batches, this.#options.clock())) {
      if (record.producer) this.#producers.commit(record.producer, record.events.length);
      this.tail.push(storedEvents(record));
    }
    for (const listener of this.#listeners) listener();
  }
}
