import type { EventHubConsumerClient, EventHubProducerClient, EventPosition } from '@azure/event-hubs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, createProducer, type PartitionEvent, read, until } from './clients.ts';
import { type HubUnderTest, openHubUnderTest } from './hub-under-test.ts';

const partitionId = '0';
let hub: HubUnderTest;
let producer: EventHubProducerClient;
let consumer: EventHubConsumerClient;
/** Of the first of ten events that are sent in two groups, some time apart. */
let firstSequence: number;
let betweenGroups: Date;

beforeAll(async () => {
  hub = await openHubUnderTest();
  producer = createProducer(hub);
  consumer = createConsumer(hub);
  firstSequence = (await producer.getPartitionProperties(partitionId)).lastEnqueuedSequenceNumber + 1;
  await producer.sendBatch(
    [0, 1, 2, 3, 4].map((body) => ({ body })),
    { partitionId },
  );
  betweenGroups = (await producer.getPartitionProperties(partitionId)).lastEnqueuedOnUtc;
  await new Promise((resolve) => setTimeout(resolve, 20));
  await producer.sendBatch(
    [5, 6, 7, 8, 9].map((body) => ({ body })),
    { partitionId },
  );
});
afterAll(async () => {
  await Promise.all([producer.close(), consumer.close()]);
  await hub[Symbol.asyncDispose]();
});

async function bodiesFrom(startPosition: EventPosition): Promise<unknown[]> {
  await using reading = read(consumer, { partitionId, startPosition });
  await until(() => reading.events.at(-1)?.body === 9, 'the last event');
  expect(reading.errors).toEqual([]);
  return reading.events
    .filter(({ sequenceNumber }) => sequenceNumber >= firstSequence)
    .map(({ body }) => body);
}

async function readOne(startPosition: EventPosition): Promise<PartitionEvent> {
  await using reading = read(consumer, { partitionId, startPosition });
  await until(() => reading.events.length > 0, 'an event');
  const [event] = reading.events;
  if (!event) throw new Error('The event has gone.');
  return event;
}

describe('a receiver', () => {
  it('starts at the beginning', async () => {
    expect(await bodiesFrom({ offset: '-1' })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('starts after a sequence number, or with it', async () => {
    const sequenceNumber = firstSequence + 3;
    expect(await bodiesFrom({ sequenceNumber })).toEqual([4, 5, 6, 7, 8, 9]);
    expect(await bodiesFrom({ sequenceNumber, isInclusive: true })).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it('starts after an offset, or with it', async () => {
    const { offset } = await readOne({ sequenceNumber: firstSequence + 5 });
    expect(typeof offset).toBe('string');
    expect(await bodiesFrom({ offset })).toEqual([7, 8, 9]);
    expect(await bodiesFrom({ offset, isInclusive: true })).toEqual([6, 7, 8, 9]);
  });

  it('starts after a time', async () => {
    expect(await bodiesFrom({ enqueuedOn: betweenGroups })).toEqual([5, 6, 7, 8, 9]);
    expect(await bodiesFrom({ enqueuedOn: new Date(0) })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('starts with what comes next, and gets it while it waits', async () => {
    const other = '1';
    await producer.sendBatch([{ body: 'before' }], { partitionId: other });
    await using reading = read(consumer, { partitionId: other, startPosition: { offset: '@latest' } });
    let sent = 0;
    while (reading.events.length < 3) await producer.sendBatch([{ body: sent++ }], { partitionId: other });
    const bodies = reading.events.map(({ body }) => body as number);
    expect(bodies).toEqual(bodies.map((_, i) => (bodies[0] ?? 0) + i));
  });

  it('learns how far the partition has come', async () => {
    const { lastEnqueuedSequenceNumber } = await producer.getPartitionProperties(partitionId);
    await using reading = read(consumer, {
      partitionId,
      startPosition: { sequenceNumber: firstSequence, isInclusive: true },
      maxBatchSize: 2,
      trackLastEnqueuedEventProperties: true,
    });
    await until(() => reading.events.length >= 4, 'four events');
    expect(reading.lastEnqueued[0]).toBe(lastEnqueuedSequenceNumber);
  });

  it('gets thousands of events in order', async () => {
    const other = '2';
    const { lastEnqueuedSequenceNumber } = await producer.getPartitionProperties(other);
    for (let i = 0; i < 20; i++) {
      const events = Array.from({ length: 500 }, (_, j) => ({ body: i * 500 + j }));
      await producer.sendBatch(events, { partitionId: other });
    }
    await using reading = read(consumer, {
      partitionId: other,
      startPosition: { sequenceNumber: lastEnqueuedSequenceNumber },
    });
    await until(() => reading.events.length >= 10_000, '10,000 events');
    expect(reading.events.map(({ body }) => body)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  it('of a consumer group that does not exist is refused', async () => {
    await using stranger = disposing(createConsumer(hub, { consumerGroup: 'no-such-group' }));
    await using reading = read(stranger.client, { partitionId, startPosition: { offset: '-1' } });
    await until(() => reading.errors.length > 0, 'an error');
    expect(reading.errors[0]).toMatchObject({ code: 'MessagingEntityNotFoundError' });
  });

  it('beyond the end of the partition is refused, and told why', async () => {
    const { lastEnqueuedSequenceNumber } = await producer.getPartitionProperties(partitionId);
    const sequenceNumber = lastEnqueuedSequenceNumber + 1_000;
    await using reading = read(consumer, { partitionId, startPosition: { sequenceNumber } });
    await until(() => reading.errors.length > 0, 'an error');
    expect(reading.errors[0]?.message).toContain(
      `The supplied sequence number '${sequenceNumber}' is invalid. The last sequence number in the system is '${lastEnqueuedSequenceNumber}'`,
    );
  });
});

function disposing(client: EventHubConsumerClient) {
  return { client, [Symbol.asyncDispose]: () => client.close() };
}
