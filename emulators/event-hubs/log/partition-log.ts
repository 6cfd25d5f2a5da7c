import { type FileHandle, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { EventPosition } from './event-position.ts';
import { findPosition } from './find-position.ts';
import { GroupCommit } from './group-commit.ts';
import { PartitionReader } from './partition-reader.ts';
import type { JoinOutcome, ProducerClaim, ProducerTable, ProducerVerdict } from './producer-table.ts';
import { type EventRecord, encodeRecord, type ProducerStamp, withEventsIn } from './record.ts';
import { type RecoveredLog, recoverLog } from './recovery.ts';
import { countExpired, type Retention } from './retention.ts';
import { createSegment, indexEntry, lastOffsetOf, offsetAfter, type Segment, writeAll } from './segment.ts';
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

export interface EventBatch {
  /** Encoded AMQP messages. */
  events: readonly Buffer[];
  partitionKey: string | null;
  producer: ProducerStamp | null;
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
  readonly tornBytes: number;
  readonly #folder: string;
  readonly #options: LogOptions;
  readonly #commits = new GroupCommit<Task>((tasks) => this.#commit(tasks), maxGroup);
  readonly #listeners = new Set<() => void>();
  readonly #producers: ProducerTable;
  #segments: Segment[];
  #handle: FileHandle;
  #nextSequence: number;
  #nextOffset: number;
  #lastOffset: number | null;
  #lastEnqueuedTimeMs: number;
  #commitNumber: number;
  /** Set when the disk may hold something else than we know: nothing is accepted any more. */
  #failure: Error | null = null;

  private constructor(folder: string, options: LogOptions, recovered: RecoveredLog) {
    this.#folder = folder;
    this.#options = options;
    this.tail = new TailCache(options.cacheBytes);
    this.tornBytes = recovered.tornBytes;
    this.#producers = recovered.producers;
    this.#segments = recovered.segments;
    this.#handle = recovered.handle;
    this.#nextSequence = recovered.nextSequence;
    this.#nextOffset = recovered.nextOffset;
    this.#lastOffset = recovered.lastOffset;
    this.#lastEnqueuedTimeMs = recovered.lastEnqueuedTimeMs;
    this.#commitNumber = recovered.commitNumber;
  }

  /** Opens or creates the log in `folder`. Throws DamagedLogError. */
  static async open(folder: string, options: LogOptions): Promise<PartitionLog> {
    await mkdir(folder, { recursive: true });
    return new PartitionLog(folder, options, await recoverLog(folder));
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Sequence number of the oldest event that is kept; `nextSequence` when there is none. */
  get firstSequence(): number {
    return this.#segments[0]?.baseSequence ?? this.#nextSequence;
  }

  /** Sequence number that the next event will get. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Offset of the newest event ever appended. */
  get lastOffset(): number | null {
    return this.#lastOffset;
  }

  /** Enqueued time of the newest event ever appended; 0 when there was none. */
  get lastEnqueuedTimeMs(): number {
    return this.#lastEnqueuedTimeMs;
  }

  joinProducer(claim: ProducerClaim): JoinOutcome {
    return this.#producers.join(claim);
  }

  /**
   * Resolves once the batch is durable, or is known to be a duplicate of one that is. Verdicts other than `append`
   * and `duplicate` mean that nothing was written. Throws when the disk refuses.
   */
  async append(batch: EventBatch): Promise<ProducerVerdict> {
    if (this.#failure) throw this.#failure;
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
    if (this.#failure) return 0;
    if (this.#activeAgeMs() > this.#options.retention.maxAgeMs * segmentAgeShare) {
      await this.#commits.add({ kind: 'new-segment' });
    }
    const expired = this.#segments.slice(
      0,
      countExpired(this.#segments, this.#options.retention, this.#options.clock()),
    );
    this.#segments = this.#segments.slice(expired.length);
    for (const { file } of expired) await rm(file);
    return expired.length;
  }

  /** Waits until everything that was appended is durable. */
  flush(): Promise<void> {
    return this.#commits.whenIdle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    this.#failure ??= new Error('The log is closed.');
    await this.#handle.close();
  }

  get #active(): Segment {
    const active = this.#segments.at(-1);
    if (!active) throw new Error(`The log in ${path.basename(this.#folder)} has no segment.`);
    return active;
  }

  #activeAgeMs(): number {
    const firstTimeMs = this.#active.index?.firstTimeMs ?? null;
    return firstTimeMs === null ? 0 : this.#options.clock() - firstTimeMs;
  }

  async #commit(tasks: readonly Task[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    const batches = tasks.flatMap((task) => (task.kind === 'batch' ? [task.batch] : []));
    const isFull = this.#active.committedBytes >= this.#options.segmentBytes;
    try {
      if (isFull || tasks.some(({ kind }) => kind === 'new-segment')) await this.#startSegment();
      if (batches.length > 0) await this.#write(this.#number(batches));
    } catch (error) {
      this.#producers.rollBack();
      throw error;
    }
  }

  /** Gives batches their sequence numbers, offsets and time, without counting them yet. */
  #number(batches: readonly EventBatch[]): EventRecord[] {
    const enqueuedTimeMs = Math.max(this.#options.clock(), this.#lastEnqueuedTimeMs);
    let baseSequence = this.#nextSequence;
    let baseOffset = this.#nextOffset;
    return batches.map((batch, i) => {
      const record: EventRecord = {
        kind: 'events',
        commitNumber: this.#commitNumber + 1,
        endsCommit: i === batches.length - 1,
        baseSequence,
        baseOffset,
        enqueuedTimeMs,
        ...batch,
      };
      baseSequence += batch.events.length;
      baseOffset = offsetAfter(record);
      return record;
    });
  }

  async #write(records: readonly EventRecord[]): Promise<void> {
    const segment = this.#active;
    const encoded = records.map(encodeRecord);
    this.#commitNumber++;
    try {
      await writeAll(this.#handle, encoded, segment.committedBytes);
    } catch (error) {
      await this.#undoWrite(segment);
      throw error;
    }
    try {
      await this.#handle.datasync();
    } catch (error) {
      // What the disk holds after a failed fdatasync is unknown, and a second one may report success wrongly.
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
    for (const [i, bytes] of encoded.entries()) {
      const record = records[i];
      if (record) this.#publish(segment, withEventsIn(bytes, record), bytes.length);
    }
    for (const listener of this.#listeners) listener();
  }

  async #undoWrite(segment: Segment): Promise<void> {
    try {
      await this.#handle.truncate(segment.committedBytes);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  #publish(segment: Segment, record: EventRecord, byteLength: number): void {
    segment.index?.add(indexEntry(record, segment.committedBytes));
    segment.committedBytes += byteLength;
    this.#nextSequence += record.events.length;
    this.#nextOffset = offsetAfter(record);
    this.#lastOffset = lastOffsetOf(record);
    this.#lastEnqueuedTimeMs = record.enqueuedTimeMs;
    if (record.producer) this.#producers.commit(record.producer, record.events.length);
    this.tail.push(storedEvents(record));
  }

  async #startSegment(): Promise<void> {
    if (this.#active.committedBytes === this.#active.firstRecordAt) return;
    const { segment, handle } = await createSegment(this.#folder, {
      kind: 'header',
      commitNumber: this.#commitNumber,
      baseSequence: this.#nextSequence,
      baseOffset: this.#nextOffset,
      precedingTimeMs: this.#lastEnqueuedTimeMs,
      precedingOffset: this.#lastOffset,
      producers: this.#producers.committed,
    });
    const sealed = this.#handle;
    this.#handle = handle;
    this.#segments = [...this.#segments, segment];
    await sealed.close();
  }
}
