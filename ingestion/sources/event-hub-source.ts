import { setTimeout as delay } from 'node:timers/promises';
import {
  type CheckpointStore,
  EventHubConsumerClient,
  earliestEventPosition,
  type MessagingError,
  type ReceivedEventData,
  type Subscription,
} from '@azure/event-hubs';
import { AppError } from '#shared/errors.ts';
import type { Logger } from '#shared/node/logger.ts';
import { describeBrokerError } from './describe-broker-error.ts';
import { HandOver } from './hand-over.ts';
import { sourceEventOf } from './received-event.ts';
import { reclaimStopped } from './reclaim-stopped.ts';
import { SoleReaderStore } from './sole-reader-store.ts';
import type {
  PartitionBounds,
  PartitionStream,
  Source,
  SourceBatch,
  SourceStatus,
  StartPosition,
} from './source.ts';
import { SourceHealth } from './source-health.ts';

export interface EventHubSourceOptions {
  connectionString: string;
  hub: string;
  consumerGroup: string;
  /**
   * `every-partition`: this process reads the whole hub, from the given positions. `shared`: the partitions are shared
   * with all processes that use the store, each is read from its checkpoint in the store, else from the earliest event.
   */
  partitions:
    | {
        kind: 'every-partition';
        start: ReadonlyMap<string, StartPosition>;
        otherwise: 'earliest' | 'latest';
      }
    | { kind: 'shared'; store: CheckpointStore };
  /** Bounds the memory per partition: twice as many events are held ahead of the consumer. */
  maxBatchEvents?: number;
  logger: Logger;
  now?: () => number;
}

const hubPart = 'hub';
const maxWaitS = 1;
const balanceMs = 1_000;
const ownershipExpiryMs = 10_000;
const watchMs = 1_000;
/** When the balancer has hung for so long, it is taken to wait for a broker that was away. */
const stalledMs = { disconnected: 2_000, reading: 15_000, connecting: 15_000 };
const retryOptions = { maxRetries: 2, retryDelayInMs: 300, maxRetryDelayInMs: 2_000, timeoutInMs: 5_000 };

/** Reads an event hub through the Azure SDK; survives a broker that is away. Owns its connection. */
export class EventHubSource implements Source {
  readonly name: string;
  readonly #options: EventHubSourceOptions;
  readonly #client: EventHubConsumerClient;
  readonly #soleReader: SoleReaderStore | null;
  readonly #assigned = new HandOver<PartitionStream>();
  readonly #streaming = new Map<string, HandOver<SourceBatch>>();
  readonly #health: SourceHealth;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  #subscription: Subscription | null = null;
  #listedMs = 0;
  #watching: Promise<void> | null = null;

  constructor(options: EventHubSourceOptions) {
    const { connectionString, hub, consumerGroup, partitions } = options;
    this.name = hub;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#health = new SourceHealth(this.#now);
    this.#soleReader =
      partitions.kind === 'every-partition'
        ? new SoleReaderStore(partitions.start, partitions.otherwise)
        : null;
    const store = partitions.kind === 'shared' ? partitions.store : this.#soleReader;
    const watched = reclaimStopped(store ?? new SoleReaderStore(new Map(), 'earliest'), {
      isStreaming: (partition) => this.#streaming.has(partition),
      onListed: () => this.#noteListed(),
    });
    this.#client = new EventHubConsumerClient(consumerGroup, connectionString, hub, watched, {
      retryOptions,
      loadBalancingOptions: {
        strategy: 'greedy',
        updateIntervalInMs: balanceMs,
        partitionOwnershipExpirationIntervalInMs: ownershipExpiryMs,
      },
    });
  }

  status(): SourceStatus {
    return this.#health.status;
  }

  [Symbol.asyncIterator](): AsyncIterator<PartitionStream> {
    this.#watching ??= this.#watch();
    return this.#assigned[Symbol.asyncIterator]();
  }

  end(): void {
    this.#stop.abort();
    this.#assigned.end();
    for (const stream of this.#streaming.values()) stream.end();
  }

  /** Hands partitions back, so that another process may read them at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
    await this.#watching;
    await this.#subscription?.close();
    await this.#client.close();
  }

  /**
   * Subscribes once the broker answers. The SDK's balancer repeats a question that failed only after 30 s, whatever it is
   * told; so when it hangs and the broker answers again, it is started anew.
   */
  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.#now() - this.#listedMs > stalledMs[this.status().state]) await this.#resubscribe();
      await delay(watchMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #resubscribe(): Promise<void> {
    try {
      await this.#client.getEventHubProperties({ abortSignal: this.#stop.signal });
    } catch (error) {
      if (error instanceof Error) this.#fail('', error);
      return;
    }
    await this.#subscription?.close();
    if (this.#stop.signal.aborted) return;
    this.#noteListed();
    this.#subscription = this.#subscribe();
  }

  #noteListed(): void {
    this.#listedMs = this.#now();
    this.#health.succeeded(hubPart);
  }

  #subscribe(): Subscription {
    const maxBatchSize = this.#options.maxBatchEvents ?? 500;
    return this.#client.subscribe(
      {
        processInitialize: async ({ partitionId }) => this.#open(partitionId),
        processEvents: async (events, { partitionId }) => await this.#pass(partitionId, events),
        processError: async (error, { partitionId }) => this.#fail(partitionId, error),
        processClose: async (_reason, { partitionId }) => this.#close(partitionId),
      },
      {
        startPosition: this.#soleReader?.startPositions() ?? earliestEventPosition,
        maxBatchSize,
        prefetchCount: maxBatchSize * 2,
        maxWaitTimeInSeconds: maxWaitS,
        skipParsingBodyAsJson: true,
      },
    );
  }

  #open(partition: string): void {
    this.#streaming.get(partition)?.end();
    const batches = new HandOver<SourceBatch>();
    this.#streaming.set(partition, batches);
    const stream: PartitionStream = {
      source: this.name,
      partition,
      bounds: async () => await this.#bounds(partition),
      [Symbol.asyncIterator]: () => batches[Symbol.asyncIterator](),
    };
    this.#options.logger.info({ event: 'partition.assigned', hub: this.name, partition });
    void this.#assigned.put(stream);
  }

  async #pass(partition: string, received: readonly ReceivedEventData[]): Promise<void> {
    this.#health.succeeded(partition);
    const last = received.at(-1);
    if (last === undefined) return;
    const events = received.map(sourceEventOf);
    await this.#streaming
      .get(partition)
      ?.put({ source: this.name, partition, events, receivedMs: this.#now() });
    this.#soleReader?.passed(partition, last.offset);
  }

  #fail(partition: string, error: Error | MessagingError): void {
    if (error.name === 'AbortError') return;
    const reason = describeBrokerError(error);
    const isNews = this.#health.status.message !== reason;
    this.#health.failed(partition === '' ? hubPart : partition, reason);
    if (isNews) this.#options.logger.warn({ event: 'source.failed', hub: this.name, partition, reason });
  }

  #close(partition: string): void {
    this.#streaming.get(partition)?.end();
    this.#streaming.delete(partition);
    this.#health.left(partition);
    this.#options.logger.info({ event: 'partition.released', hub: this.name, partition });
  }

  async #bounds(partition: string): Promise<PartitionBounds> {
    const [hub, properties] = await Promise.all([
      this.#client.getEventHubProperties(),
      this.#client.getPartitionProperties(partition),
    ]).catch((error: unknown) => {
      const message = error instanceof Error ? describeBrokerError(error) : String(error);
      throw new AppError('unreachable', message, { cause: error });
    });
    return {
      logId: hub.createdOn.toISOString(),
      firstSequenceNumber: properties.beginningSequenceNumber,
      lastSequenceNumber: properties.lastEnqueuedSequenceNumber,
      isEmpty: properties.isEmpty,
    };
  }
}
