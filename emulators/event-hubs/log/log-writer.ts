import { type FileHandle, rm } from 'node:fs/promises';
import {
  type EventRecord,
  encodeRecord,
  type ProducerStamp,
  type ProducerState,
  withEventsIn,
} from './record.ts';
import type { RecoveredLog } from './recovery.ts';
import { createSegment, indexEntry, lastOffsetOf, offsetAfter, type Segment, writeAll } from './segment.ts';

export interface EventBatch {
  /** Encoded AMQP messages. */
  events: readonly Buffer[];
  partitionKey: string | null;
  producer: ProducerStamp | null;
}

/** The files of one partition and the numbers that its next event gets. One call at a time; it owns the open file. */
export class LogWriter implements AsyncDisposable {
  readonly #folder: string;
  #segments: readonly Segment[];
  #handle: FileHandle;
  #nextSequence: number;
  #nextOffset: number;
  #lastOffset: number | null;
  #lastEnqueuedTimeMs: number;
  #commitNumber: number;
  /** Set when the disk may hold something else than we know: nothing is written any more. */
  #failure: Error | null = null;

  constructor(folder: string, recovered: RecoveredLog) {
    this.#folder = folder;
    this.#segments = recovered.segments;
    this.#handle = recovered.handle;
    this.#nextSequence = recovered.nextSequence;
    this.#nextOffset = recovered.nextOffset;
    this.#lastOffset = recovered.lastOffset;
    this.#lastEnqueuedTimeMs = recovered.lastEnqueuedTimeMs;
    this.#commitNumber = recovered.commitNumber;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get nextSequence(): number {
    return this.#nextSequence;
  }

  get lastOffset(): number | null {
    return this.#lastOffset;
  }

  get lastEnqueuedTimeMs(): number {
    return this.#lastEnqueuedTimeMs;
  }

  /** The segment that is written to. */
  get active(): Segment {
    const active = this.#segments.at(-1);
    if (!active) throw new Error(`The log in ${this.#folder} has no segment.`);
    return active;
  }

  get failure(): Error | null {
    return this.#failure;
  }

  /** Writes batches as one commit. They are on the disk when it returns them; when it throws, none of them is. */
  async write(batches: readonly EventBatch[], nowMs: number): Promise<EventRecord[]> {
    const records = this.#number(batches, Math.max(nowMs, this.#lastEnqueuedTimeMs));
    const encoded = records.map((record) => encodeRecord(record));
    this.#commitNumber++;
    await this.#writeDurably(encoded);
    return records.map((record, i) => this.#count(record, encoded[i] ?? Buffer.alloc(0)));
  }

  /** Lets the next commit begin a new file; does nothing when the present one is still empty. */
  async startSegment(producers: readonly ProducerState[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.active.committedBytes === this.active.firstRecordAt) return;
    const { segment, handle } = await createSegment(this.#folder, {
      kind: 'header',
      commitNumber: this.#commitNumber,
      baseSequence: this.#nextSequence,
      baseOffset: this.#nextOffset,
      precedingTimeMs: this.#lastEnqueuedTimeMs,
      precedingOffset: this.#lastOffset,
      producers,
    });
    const sealed = this.#handle;
    this.#handle = handle;
    this.#segments = [...this.#segments, segment];
    await sealed.close();
  }

  /** Removes the oldest segments, never the one that is written to. */
  async removeOldest(count: number): Promise<void> {
    const removed = this.#segments.slice(0, Math.min(count, this.#segments.length - 1));
    this.#segments = this.#segments.slice(removed.length);
    for (const { file } of removed) await rm(file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#failure ??= new Error('The log is closed.');
    await this.#handle.close();
  }

  /** Gives batches their sequence numbers, offsets and time, without counting them yet. */
  #number(batches: readonly EventBatch[], enqueuedTimeMs: number): EventRecord[] {
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

  async #writeDurably(encoded: readonly Buffer[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    try {
      await writeAll(this.#handle, encoded, this.active.committedBytes);
    } catch (error) {
      await this.#handle.truncate(this.active.committedBytes).catch((reason: unknown) => this.#fail(reason));
      throw error;
    }
    try {
      await this.#handle.datasync();
    } catch (error) {
      // What the disk holds after a failed fdatasync is unknown, and a second one may report success wrongly.
      this.#fail(error);
      throw error;
    }
  }

  #count(record: EventRecord, encoded: Buffer): EventRecord {
    const segment = this.active;
    segment.index?.add(indexEntry(record, segment.committedBytes));
    segment.committedBytes += encoded.length;
    this.#nextSequence += record.events.length;
    this.#nextOffset = offsetAfter(record);
    this.#lastOffset = lastOffsetOf(record);
    this.#lastEnqueuedTimeMs = record.enqueuedTimeMs;
    return withEventsIn(encoded, record);
  }

  #fail(reason: unknown): void {
    this.#failure = reason instanceof Error ? reason : new Error(String(reason));
  }
}
