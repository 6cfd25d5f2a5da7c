import { setTimeout as delay } from 'node:timers/promises';
import { type EventDataBatch, EventHubProducerClient } from '@azure/event-hubs';
import type { Logger } from '#shared/node/logger.ts';
import type { Message } from './message.ts';
import { MessageQueue } from './message-queue.ts';

const capacity = 20_000;
const mostPerBatch = 500;
const retryMs = { first: 200, longest: 2_000 };
const reportDroppedMs = 10_000;
const farewellMs = 2_000;

/**
 * Sends messages to one event hub, and keeps trying while the broker is away. At least once: when the acknowledgement of
 * a batch is lost, the batch is sent again. Whoever made it disposes it.
 */
export class HubSender implements AsyncDisposable {
  readonly #hub: string;
  readonly #logger: Logger;
  readonly #producer: EventHubProducerClient;
  readonly #queue = new MessageQueue(capacity);
  #wake: () => void = () => {};
  #isAway = false;

  constructor({ connectionString, hub, logger }: { connectionString: string; hub: string; logger: Logger }) {
    this.#hub = hub;
    this.#logger = logger;
    this.#producer = new EventHubProducerClient(connectionString, hub, {
      retryOptions: { maxRetries: 0, timeoutInMs: 5_000 },
    });
  }

  put(messages: readonly Message[]): void {
    this.#queue.put(messages);
    this.#wake();
  }

  /** Sends until the signal is aborted, then for a moment what is left. */
  async run(signal: AbortSignal): Promise<void> {
    const reporting = this.#reportDropped(signal);
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    for (let failures = 0; !signal.aborted; ) {
      if (this.#queue.size === 0) await this.#untilPut();
      failures = (await this.#sendNext(signal)) ? 0 : failures + 1;
      const waitMs = Math.min(retryMs.longest, retryMs.first * 2 ** (failures - 1));
      if (failures > 0) await delay(waitMs, undefined, { signal }).catch(() => {});
    }
    await reporting;
    if (!this.#isAway) await this.#sendRest(AbortSignal.timeout(farewellMs));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#producer.close();
  }

  /** False when the broker did not take the messages; they are next again. */
  async #sendNext(signal: AbortSignal): Promise<boolean> {
    const messages = this.#queue.take(mostPerBatch);
    if (messages.length === 0) return true;
    let unsent = messages;
    try {
      const { partitionKey } = messages[0] ?? { partitionKey: null };
      const batch = await this.#producer.createBatch({
        abortSignal: signal,
        ...(partitionKey === null ? {} : { partitionKey }),
      });
      const count = fill(batch, messages);
      if (count === 0) throw new Error('A message is larger than the hub takes.');
      await this.#producer.sendBatch(batch, { abortSignal: signal });
      unsent = messages.slice(count);
      this.#setAway(null);
      return true;
    } catch (error) {
      if (!signal.aborted) this.#setAway(error);
      return false;
    } finally {
      this.#queue.putBack(unsent);
    }
  }

  async #sendRest(signal: AbortSignal): Promise<void> {
    while (this.#queue.size > 0 && !signal.aborted) {
      if (!(await this.#sendNext(signal))) return;
    }
  }

  /** Also when the sending is to stop. */
  async #untilPut(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  async #reportDropped(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(reportDroppedMs, undefined, { signal }).catch(() => {});
      const events = this.#queue.takeDroppedCount();
      if (events > 0) this.#logger.warn({ event: 'events.dropped', hub: this.#hub, events });
    }
  }

  #setAway(error: unknown): void {
    const isAway = error !== null;
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    if (isAway) this.#logger.warn({ event: 'hub.away', hub: this.#hub, err: error });
    else this.#logger.info({ event: 'hub.back', hub: this.#hub, waiting: this.#queue.size });
  }
}

/** How many of the messages are in the batch. */
function fill(batch: EventDataBatch, messages: readonly Message[]): number {
  const firstTooMany = messages.findIndex(
    ({ body, table }) =>
      !batch.tryAdd({ body, contentType: 'application/json', properties: { Table: table } }),
  );
  return firstTooMany === -1 ? messages.length : firstTooMany;
}
