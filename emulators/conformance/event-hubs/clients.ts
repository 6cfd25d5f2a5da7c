import {
  EventHubConsumerClient,
  EventHubProducerClient,
  type EventPosition,
  type LoadBalancingOptions,
  type MessagingError,
  type ReceivedEventData,
  type SubscribeOptions,
  type SubscriptionEventHandlers,
} from '@azure/event-hubs';
import type { HubUnderTest } from './hub-under-test.ts';
import type { MemoryCheckpointStore } from './memory-checkpoint-store.ts';

/** A failure shows at once, instead of after three retries of half a minute. */
export const impatient = { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } };

export function createProducer({ connectionString, hubName }: HubUnderTest): EventHubProducerClient {
  return new EventHubProducerClient(connectionString, hubName, impatient);
}

export function createConsumer(
  { connectionString, hubName, consumerGroup }: HubUnderTest,
  options: {
    consumerGroup?: string;
    checkpoints?: MemoryCheckpointStore;
    loadBalancing?: LoadBalancingOptions;
  } = {},
): EventHubConsumerClient {
  const group = options.consumerGroup ?? consumerGroup;
  const { loadBalancing } = options;
  const clientOptions = loadBalancing ? { ...impatient, loadBalancingOptions: loadBalancing } : impatient;
  return options.checkpoints
    ? new EventHubConsumerClient(group, connectionString, hubName, options.checkpoints, clientOptions)
    : new EventHubConsumerClient(group, connectionString, hubName, clientOptions);
}

/** Sequence numbers that the partitions' next events will have at least: where a test's own events begin. */
export async function nextSequenceNumbers(
  hub: HubUnderTest,
  producer: EventHubProducerClient,
): Promise<Record<string, EventPosition>> {
  const entries = hub.partitionIds.map(async (id) => {
    const { lastEnqueuedSequenceNumber } = await producer.getPartitionProperties(id);
    return [id, { sequenceNumber: lastEnqueuedSequenceNumber, isInclusive: false }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

export interface PartitionEvent extends Omit<ReceivedEventData, 'body'> {
  body: unknown;
  partitionId: string;
}

/** What a subscription has seen so far. */
export interface Reading extends AsyncDisposable {
  events: PartitionEvent[];
  errors: (Error | MessagingError)[];
  /** Reasons for which partitions were given up. */
  closed: string[];
  lastEnqueued: (number | undefined)[];
}

/** Reads until it is disposed: one partition when `partitionId` is given, else all of them. */
export function read(
  client: EventHubConsumerClient,
  options: SubscribeOptions & { partitionId?: string },
): Reading {
  const { partitionId, ...subscribeOptions } = options;
  const reading: Omit<Reading, typeof Symbol.asyncDispose> = {
    events: [],
    errors: [],
    closed: [],
    lastEnqueued: [],
  };
  const handlers: SubscriptionEventHandlers = {
    processEvents: async (events, context) => {
      reading.events.push(...events.map((event) => ({ ...event, partitionId: context.partitionId })));
      if (events.length > 0) reading.lastEnqueued.push(context.lastEnqueuedEventProperties?.sequenceNumber);
      const last = events.at(-1);
      if (last) await context.updateCheckpoint(last);
    },
    processError: async (error) => void reading.errors.push(error),
    processClose: async (reason) => void reading.closed.push(String(reason)),
  };
  const all = { maxBatchSize: 500, maxWaitTimeInSeconds: 1, ...subscribeOptions };
  const subscription =
    partitionId === undefined
      ? client.subscribe(handlers, all)
      : client.subscribe(partitionId, handlers, all);
  return Object.assign(reading, { [Symbol.asyncDispose]: () => subscription.close() });
}

/** Resolves once `holds` is true. */
export async function until(holds: () => boolean, what: string, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
