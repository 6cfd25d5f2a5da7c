import { type FileHandle, open } from 'node:fs/promises';
import { readChunk } from './record-chunk.ts';
import { damageAt, indexSegment, type Segment } from './segment.ts';
import { countWhile } from './sparse-index.ts';
import { type StoredEvent, storedEvents } from './stored-event.ts';
import type { TailCache } from './tail-cache.ts';

/** What a reader needs of a log. */
export interface ReadableLog {
  readonly segments: readonly Segment[];
  readonly tail: TailCache;
  readonly firstSequence: number;
  readonly nextSequence: number;
}

interface OpenSegment {
  segment: Segment;
  handle: FileHandle;
  position: number;
}

/** Reads a partition in order, from memory where it can. One read at a time; the owner disposes it. */
export class PartitionReader implements AsyncDisposable {
  readonly #log: ReadableLog;
  #next: number;
  #open: OpenSegment | null = null;
  /** Events of the chunk that was read last, from `#next` on. */
  #chunk: StoredEvent[] = [];

  constructor(log: ReadableLog, sequenceNumber: number) {
    this.#log = log;
    this.#next = sequenceNumber;
  }

  /**
   * The next events, at most `maxEvents`; none at the end of the log. Events that retention removed are skipped.
   * Throws DamagedLogError at a record that cannot be read.
   */
  async read(maxEvents: number): Promise<StoredEvent[]> {
    for (;;) {
      if (this.#next < this.#log.firstSequence) await this.#skipTo(this.#log.firstSequence);
      if (this.#next >= this.#log.nextSequence) return [];
      if (this.#chunk.length > 0) break;
      const cached = this.#log.tail.read(this.#next, maxEvents);
      if (cached) {
        await this.#skipTo(this.#next + cached.length);
        return cached;
      }
      await this.#readChunk();
    }
    const events = this.#chunk.splice(0, maxEvents);
    this.#next += events.length;
    return events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#skipTo(this.#next);
  }

  async #skipTo(sequenceNumber: number): Promise<void> {
    this.#next = sequenceNumber;
    this.#chunk = [];
    const open = this.#open;
    this.#open = null;
    await open?.handle.close();
  }

  async #readChunk(): Promise<void> {
    const current = await this.#openSegment();
    if (!current) return;
    const { segment, handle, position } = current;
    const chunk = await readChunk(handle, position, segment.committedBytes);
    if (chunk.isDamaged) throw damageAt(segment, position);
    current.position = chunk.next;
    this.#chunk = chunk.records
      .flatMap(({ record }) => (record.kind === 'events' ? storedEvents(record) : []))
      .filter(({ sequenceNumber }) => sequenceNumber >= this.#next);
  }

  /** The segment that holds the next event, at or before its record; null when retention has just removed it. */
  async #openSegment(): Promise<OpenSegment | null> {
    if (this.#open && this.#open.position < this.#open.segment.committedBytes) return this.#open;
    await this.#skipTo(this.#next);
    const { segments } = this.#log;
    const segment = segments[countWhile(segments, ({ baseSequence }) => baseSequence <= this.#next) - 1];
    if (!segment) throw new Error(`No segment holds the event ${this.#next}.`);
    const handle = await open(segment.file, 'r').catch((error: unknown) => {
      if (this.#next < this.#log.firstSequence) return null;
      throw error;
    });
    if (!handle) return null;
    this.#open = { segment, handle, position: segment.firstRecordAt };
    const index = await indexSegment(handle, segment);
    this.#open.position = index.seek(({ sequence }) => sequence <= this.#next) ?? segment.firstRecordAt;
    return this.#open;
  }
}
