import {
  EventHubBufferedProducerClient,
  type EventHubConsumerClient,
  type EventHubProducerClient,
} from '@azure/event-hubs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, createProducer, impatient, nextSequenceNumbers, read, until } from './clients.ts';
import { type HubUnderTest, openHubUnderTest } from './hub-under-test.ts';

let hub: HubUnderTest;
let producer: EventHubProducerClient;
let consumer: EventHubConsumerClient;
beforeAll(async () => {
  hub = await openHubUnderTest();
  producer = createProducer(hub);
  consumer = createConsumer(hub);
});
afterAll(async () => {
  await Promise.all([producer.close(), consumer.close()]);
  await hub[Symbol.asyncDispose]();
});

function createBuffered(enableIdempotentRetries: boolean, errors: Error[]): EventHubBufferedProducerClient {
  return new EventHubBufferedProducerClient(hub.connectionString, hub.hubName, {
    ...impatient,
    enableIdempotentRetries,
    maxWaitTimeInMs: 50,
    onSendEventsErrorHandler: ({ error }) => {
      errors.push(error);
    },
  });
}

describe('a buffered producer', () => {
  it.each([
    ['plain', false],
    ['idempotent', true],
  ])('that is %s publishes thousands of events once and in order per partition', async (_, isIdempotent) => {
    const startPosition = await nextSequenceNumbers(hub, producer);
    const errors: Error[] = [];
    const buffered = createBuffered(isIdempotent, errors);
    for (let i = 0; i < 3_000; i++) await buffered.enqueueEvent({ body: i });
    await buffered.close({ flush: true });
    expect(errors).toEqual([]);
    await using reading = read(consumer, { startPosition });
    await until(() => reading.events.length >= 3_000, '3,000 events');
    const bodies = reading.events.map(({ body }) => body as number);
    expect(bodies.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 3_000 }, (__, i) => i));
    for (const id of hub.partitionIds) {
      const ofPartition = reading.events
        .filter(({ partitionId }) => partitionId === id)
        .map(({ body }) => body as number);
      expect(ofPartition).toEqual(ofPartition.toSorted((a, b) => a - b));
    }
  });

  it('puts the events of a key where the broker itself puts them', async () => {
    const startPosition = await nextSequenceNumbers(hub, producer);
    const keys = Array.from({ length: 20 }, (_, i) => `device ${i} é`);
    const buffered = createBuffered(false, []);
    for (const partitionKey of keys) {
      await producer.sendBatch([{ body: partitionKey }], { partitionKey });
      await buffered.enqueueEvent({ body: partitionKey }, { partitionKey });
    }
    await buffered.close({ flush: true });
    await using reading = read(consumer, { startPosition });
    await until(() => reading.events.length >= 40, '40 events');
    for (const key of keys) {
      const partitions = reading.events
        .filter(({ body }) => body === key)
        .map(({ partitionId }) => partitionId);
      expect(partitions).toHaveLength(2);
      expect(partitions[0]).toBe(partitions[1]);
    }
  });
});
