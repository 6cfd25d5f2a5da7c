import { once } from 'node:events';
import type { HubBatch, HubStream } from '../streams/read-hub.ts';
import type { OpenHub } from './follow-hub.ts';

type HubEvent = HubBatch['events'][number];

/** A hub in memory for tests: what is sent is kept, and can be read from any position, in batches of any size. */
export class TestHub extends EventTarget {
  readonly #partitions: HubEvent[][];
  readonly #batchSize: number;
  logId = 'log-1';
  isAway = false;

  constructor(partitionCount: number, batchSize = 100) {
    super();
    this.#partitions = Array.from({ length: partitionCount }, () => []);
    this.#batchSize = batchSize;
  }

  /** Adds an event with a JSON body. */
  send(partition: number, body: unknown, enqueuedMs: number): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const log = this.#partitions[partition] ?? [];
    const sequenceNumber = log.length;
    log.push({
      body: new TextEncoder().encode(text),
      offset: String(sequenceNumber),
      sequenceNumber,
      enqueuedMs,
      partitionKey: null,
      properties: {},
    });
    this.dispatchEvent(new Event('changed'));
  }

  /** Makes the hub anew, with nothing in it. */
  replaceLog(logId: string): void {
    this.logId = logId;
    for (const log of this.#partitions) log.length = 0;
    this.setAway(true);
    this.setAway(false);
  }

  setAway(isAway: boolean): void {
    this.isAway = isAway;
    this.dispatchEvent(new Event(isAway ? 'away' : 'changed'));
  }

  readonly open: OpenHub = ({ afterSequence }) => {
    const stop = new AbortController();
    const end = () => stop.abort();
    this.addEventListener('away', end);
    const stream: HubStream = {
      status: () => ({
        state: this.isAway ? 'disconnected' : 'reading',
        sinceMs: 0,
        message: this.isAway ? 'The test hub is away.' : null,
      }),
      [Symbol.asyncIterator]: () => this.#streams(afterSequence, stop.signal),
      [Symbol.asyncDispose]: async () => {
        this.removeEventListener('away', end);
        end();
      },
    };
    return stream;
  };

  async *#streams(afterSequence: ReadonlyMap<string, number>, signal: AbortSignal) {
    if (this.isAway) await this.#changed(signal);
    for (const [index, log] of this.#partitions.entries()) {
      const partition = String(index);
      const next = (afterSequence.get(partition) ?? log.length - 1) + 1;
      yield {
        source: 'test',
        partition,
        bounds: async () => {
          if (this.isAway) throw new Error('away');
          const lastSequenceNumber = log.length - 1;
          return { logId: this.logId, firstSequenceNumber: 0, lastSequenceNumber, isEmpty: log.length === 0 };
        },
        [Symbol.asyncIterator]: () => this.#batches(partition, log, next, signal),
      };
    }
    while (!signal.aborted) await this.#changed(signal);
  }

  async *#batches(partition: string, log: HubEvent[], from: number, signal: AbortSignal) {
    let next = from;
    while (!signal.aborted) {
      const events = log.slice(next, next + this.#batchSize);
      next += events.length;
      if (events.length > 0) yield { source: 'test', partition, events, receivedMs: 0 };
      else await this.#changed(signal);
    }
  }

  async #changed(signal: AbortSignal): Promise<void> {
    await once(this, 'changed', { signal }).catch(() => undefined);
  }
}
