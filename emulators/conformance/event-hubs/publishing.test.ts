import type {
  EventData,
  EventHubConsumerClient,
  EventHubProducerClient,
  ReceivedEventData,
  SendBatchOptions,
} from '@azure/event-hubs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createConsumer,
  createProducer,
  nextSequenceNumbers,
  type PartitionEvent,
  read,
  until,
} from './clients.ts';
import { type HubUnderTest, openHubUnderTest } from './hub-under-test.ts';

type SentEvent = EventData | ReturnType<ReceivedEventData['getRawAmqpMessage']>;

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

/** What receivers get of what `send` sends. */
async function roundTrip(send: () => Promise<number>): Promise<PartitionEvent[]> {
  const startPosition = await nextSequenceNumbers(hub, producer);
  const count = await send();
  await using reading = read(consumer, { startPosition });
  await until(() => reading.events.length >= count, `${count} events`);
  expect(reading.errors).toEqual([]);
  return reading.events;
}

async function sendOne(event: SentEvent, options?: SendBatchOptions): Promise<number> {
  await producer.sendBatch([event], options);
  return 1;
}

describe('publishing', () => {
  it('gives batches without key to the partitions in turn', async () => {
    const events = await roundTrip(async () => {
      for (let i = 0; i < 8; i++) await producer.sendBatch([{ body: i }]);
      return 8;
    });
    const counts = hub.partitionIds.map(
      (id) => events.filter(({ partitionId }) => partitionId === id).length,
    );
    expect(counts).toEqual([2, 2, 2, 2]);
  });

  it('gives a batch to the partition that it names', async () => {
    const events = await roundTrip(() => sendOne({ body: 'x' }, { partitionId: '2' }));
    expect(events).toMatchObject([{ partitionId: '2', body: 'x' }]);
    expect(events[0]?.partitionKey).toBeUndefined();
  });

  it('gives all events of a key to the same partition, and passes the key on', async () => {
    const events = await roundTrip(async () => {
      for (let i = 0; i < 12; i++) await producer.sendBatch([{ body: i }], { partitionKey: `key-${i % 4}` });
      return 12;
    });
    for (const key of ['key-0', 'key-1', 'key-2', 'key-3']) {
      const ofKey = events.filter(({ partitionKey }) => partitionKey === key);
      expect(ofKey).toHaveLength(3);
      expect(new Set(ofKey.map(({ partitionId }) => partitionId)).size).toBe(1);
    }
  });

  it('keeps a batch together and in order', async () => {
    const events = await roundTrip(async () => {
      const batch = await producer.createBatch();
      for (let i = 0; i < 300; i++) expect(batch.tryAdd({ body: { i } })).toBe(true);
      await producer.sendBatch(batch);
      return 300;
    });
    expect(new Set(events.map(({ partitionId }) => partitionId)).size).toBe(1);
    expect(events.map(({ body }) => body)).toEqual(Array.from({ length: 300 }, (_, i) => ({ i })));
    const [first] = events;
    expect(events.map(({ sequenceNumber }) => sequenceNumber - (first?.sequenceNumber ?? 0))).toEqual(
      Array.from({ length: 300 }, (_, i) => i),
    );
  });

  it('passes properties, ids and content type on', async () => {
    const sent = {
      body: { temperature: 21.5 },
      contentType: 'application/json',
      messageId: 'message-1',
      correlationId: 'correlation-1',
      properties: { Table: 'Sensor', count: 3, ratio: 0.5, isSimulated: true },
    };
    const [event] = await roundTrip(() => sendOne(sent));
    expect(event).toMatchObject(sent);
    expect(Date.now() - (event?.enqueuedTimeUtc.getTime() ?? 0)).toBeLessThan(60_000);
  });

  it('passes annotations on as system properties', async () => {
    const [event] = await roundTrip(() =>
      sendOne({
        body: 'x',
        bodyType: 'value',
        messageAnnotations: { 'iothub-connection-device-id': 'device-1', 'x-opt-custom': 7 },
        properties: { subject: 'about' },
      }),
    );
    expect(event?.systemProperties).toMatchObject({
      'iothub-connection-device-id': 'device-1',
      'x-opt-custom': 7,
      subject: 'about',
    });
  });

  it.each([
    ['bytes', { body: Buffer.from([0, 1, 255]) }, Buffer.from([0, 1, 255])],
    ['a value', { body: 'text', bodyType: 'value' as const }, 'text'],
    ['a sequence', { body: [1, 'two', true], bodyType: 'sequence' as const }, [1, 'two', true]],
    ['nothing', { body: null }, null],
  ])('passes a body on that is %s', async (_, message, body) => {
    const [event] = await roundTrip(() => sendOne(message));
    expect(event?.body).toEqual(body);
  });

  it('takes an event of 900 KB', async () => {
    const body = 'x'.repeat(900_000);
    const [event] = await roundTrip(() => sendOne({ body }));
    expect(event?.body === body).toBe(true);
  });

  it('has batches of at most 1 MiB, and refuses a larger message', async () => {
    const batch = await producer.createBatch();
    expect(batch.maxSizeInBytes).toBe(1_048_576);
    expect(batch.tryAdd({ body: 'x'.repeat(1_048_576) })).toBe(false);
    const tooLarge = producer.sendBatch([{ body: 'x'.repeat(3_000_000) }], { partitionId: '0' });
    await expect(tooLarge).rejects.toMatchObject({ code: 'MessageTooLargeError' });
    await expect(producer.sendBatch([{ body: 'next' }], { partitionId: '0' })).resolves.toBeUndefined();
  });
});
