import { setImmediate } from 'node:timers/promises';
import type { EventPosition } from '../log/event-position.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { PartitionReader } from '../log/partition-reader.ts';
import { internalError, type WireError } from './amqp-errors.ts';
import type { BrokerContext } from './broker-context.ts';
import type { BrokerLink } from './client-connection.ts';
import { encodeOutgoingEvent, encodeRuntimeMetric, type Payload } from './outgoing-event.ts';
import type { RegisteredReceiver } from './receiver-registry.ts';
import { internalsOf, type RheaSender } from './rhea-internals.ts';
import { TransferWriter } from './transfer-writer.ts';

/** Events that are read and encoded at a time. */
const maxRead = 256;

export interface ConsumerSource {
  log: PartitionLog;
  entityPath: string;
  position: EventPosition;
  /** Name that the client gave its receiver. */
  name: string;
  epoch: number | null;
  /** Each event tells the state of its partition. */
  withRuntimeMetric: boolean;
}

/** Our end of a link on which a client reads one partition. Sends as far as credit, window and socket allow. */
export class ConsumerLink implements BrokerLink, RegisteredReceiver {
  readonly endpoint: RheaSender;
  readonly entityPath: string;
  readonly name: string;
  readonly epoch: number | null;
  readonly #context: BrokerContext;
  readonly #writer: TransferWriter;
  readonly #source: ConsumerSource;
  #reader: PartitionReader | null = null;
  readonly #stopListening: () => void;
  /** Encoded events that did not fit yet. */
  #waiting: Payload[] = [];
  #pump: 'not-started' | 'idle' | 'running' | 'closed' = 'not-started';
  /** Something changed while the pump was running. */
  #isWoken = false;

  constructor(context: BrokerContext, sender: RheaSender, source: ConsumerSource) {
    this.#context = context;
    this.#source = source;
    this.endpoint = sender;
    this.entityPath = source.entityPath;
    this.name = source.name;
    this.epoch = source.epoch;
    this.#writer = new TransferWriter(sender);
    this.#stopListening = source.log.onCommit(() => this.wake());
  }

  /** Finds the first event and begins to send. */
  async start(): Promise<void> {
    const startAt = await this.#source.log.findPosition(this.#source.position);
    // A client may grant credit before it has our attach: AMQP 1.0 §2.6.3 wants the attach first on the wire.
    await setImmediate();
    if (this.#isClosed()) return;
    this.#reader = this.#source.log.createReader(startAt);
    this.#pump = 'idle';
    this.wake();
  }

  wake(): void {
    this.#isWoken = true;
    if (this.#pump !== 'idle') return;
    this.#pump = 'running';
    this.#run().catch((error: unknown) => this.fail(error));
  }

  /** Closes the link because the log could not be read. */
  fail(error: unknown): void {
    this.#context.logger.error({ event: 'consumer.read-failed', path: this.entityPath, err: error });
    this.close(internalError('The broker could not read the events of this partition.'));
  }

  close(error: WireError): void {
    this.detached();
    this.endpoint.close(error);
  }

  detached(): void {
    if (this.#isClosed()) return;
    this.#stopListening();
    this.#context.receivers.remove(this.entityPath, this);
    const isBusy = this.#pump === 'running';
    this.#pump = 'closed';
    // A running pump disposes the reader when it ends.
    if (!isBusy) void this.#reader?.[Symbol.asyncDispose]();
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWoken && !this.#isClosed()) {
        this.#isWoken = false;
        await this.#sendAvailable();
      }
    } finally {
      if (this.#isClosed()) await this.#reader?.[Symbol.asyncDispose]();
      else this.#pump = 'idle';
    }
  }

  async #sendAvailable(): Promise<void> {
    while (this.#canSend()) {
      if (this.#waiting.length === 0) {
        const events = await this.#reader?.read(Math.min(this.#writer.credit, maxRead));
        if (this.#isClosed()) return;
        if (!events?.length) return this.#reportDrained();
        const metric = this.#source.withRuntimeMetric ? this.#encodeMetric() : null;
        this.#waiting = events.map((event) => encodeOutgoingEvent(event, metric));
      }
      const written = this.#writer.write(this.#waiting);
      if (written === 0) return;
      this.#waiting = this.#waiting.slice(written);
    }
  }

  #canSend(): boolean {
    return !this.#isClosed() && this.#writer.credit > 0 && this.#writer.window > 0 && this.#writer.isWritable;
  }

  #isClosed(): boolean {
    return this.#pump === 'closed';
  }

  #encodeMetric(): Buffer {
    const { log } = this.#source;
    return encodeRuntimeMetric({
      lastSequence: log.nextSequence - 1,
      lastOffset: log.lastOffset ?? -1,
      lastEnqueuedTimeMs: log.lastEnqueuedTimeMs,
      retrievedAtMs: this.#context.clock(),
    });
  }

  /** AMQP 1.0 §2.6.7: a client that drains gets its unused credit back. */
  #reportDrained(): void {
    if (!this.endpoint._draining || this.endpoint.credit <= 0) return;
    this.endpoint.set_drained(true);
    internalsOf(this.endpoint.connection)._register();
  }
}
