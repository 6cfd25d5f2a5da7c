import { countWhile } from './sparse-index.ts';
import type { StoredEvent } from './stored-event.ts';

interface CachedBatch {
  firstSequence: number;
  events: readonly StoredEvent[];
  sizeBytes: number;
}

/** Rough size of the objects around an event's bytes. */
const eventObjectBytes = 200;

/** The newest events of a partition, so that readers at the end need no file. Oldest batches give way. */
export class TailCache {
  readonly #maxBytes: number;
  #batches: CachedBatch[] = [];
  #evicted = 0;
  #sizeBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes a batch of consecutive events that follow the ones before. */
  push(events: readonly StoredEvent[]): void {
    const first = events[0];
    if (!first) return;
    const sizeBytes = events.reduce((sum, { message }) => sum + message.length + eventObjectBytes, 0);
    this.#batches.push({ firstSequence: first.sequenceNumber, events, sizeBytes });
    this.#sizeBytes += sizeBytes;
    this.#evict();
  }

  /** Up to `maxEvents` events from `sequence` on; null when the cache does not reach back so far. */
  read(sequence: number, maxEvents: number): StoredEvent[] | null {
    const oldest = this.#batches[this.#evicted];
    if (!oldest || sequence < oldest.firstSequence) return null;
    const found: StoredEvent[] = [];
    const start = countWhile(this.#batches, (batch) => batch.firstSequence <= sequence) - 1;
    for (let i = start; i < this.#batches.length && found.length < maxEvents; i++) {
      const batch = this.#batches[i];
      if (!batch) break;
      const from = Math.max(0, sequence - batch.firstSequence);
      found.push(...batch.events.slice(from, from + maxEvents - found.length));
    }
    return found;
  }

  #evict(): void {
    while (this.#sizeBytes > this.#maxBytes && this.#evicted < this.#batches.length - 1) {
      const oldest = this.#batches[this.#evicted];
      if (!oldest) break;
      this.#sizeBytes -= oldest.sizeBytes;
      // Keeps its place and order for the search, without its events.
      this.#batches[this.#evicted] = { ...oldest, events: [], sizeBytes: 0 };
      this.#evicted++;
    }
    if (this.#evicted > 1_024 && this.#evicted * 2 > this.#batches.length) {
      this.#batches = this.#batches.slice(this.#evicted);
      this.#evicted = 0;
    }
  }
}
