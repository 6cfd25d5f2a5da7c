import { EventHubProducerClient } from '@azure/event-hubs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProducer, impatient } from './clients.ts';
import { type HubUnderTest, openHubUnderTest } from './hub-under-test.ts';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await openHubUnderTest();
});
afterAll(() => hub[Symbol.asyncDispose]());

describe('an event hub', () => {
  it('tells its name, age and partitions', async () => {
    await using producer = disposing(createProducer(hub));
    const properties = await producer.client.getEventHubProperties();
    expect(properties.name).toBe(hub.hubName);
    expect(properties.partitionIds).toEqual(hub.partitionIds);
    expect(properties.createdOn.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('tells where a partition begins and ends', async () => {
    await using producer = disposing(createProducer(hub));
    const before = await producer.client.getPartitionProperties('1');
    await producer.client.sendBatch([{ body: 1 }, { body: 2 }], { partitionId: '1' });
    const after = await producer.client.getPartitionProperties('1');
    expect(after).toMatchObject({ eventHubName: hub.hubName, partitionId: '1', isEmpty: false });
    expect(after.lastEnqueuedSequenceNumber).toBe(before.lastEnqueuedSequenceNumber + 2);
    expect(after.lastEnqueuedOffset).not.toBe(before.lastEnqueuedOffset);
    expect(after.lastEnqueuedOnUtc.getTime()).toBeGreaterThanOrEqual(before.lastEnqueuedOnUtc.getTime());
    expect(after.beginningSequenceNumber).toBeLessThanOrEqual(after.lastEnqueuedSequenceNumber);
  });

  it.each(['99', '-1', 'x'])('has no partition %j', async (partitionId) => {
    await using producer = disposing(createProducer(hub));
    await expect(producer.client.getPartitionProperties(partitionId)).rejects.toMatchObject({
      code: 'ArgumentOutOfRangeError',
      message: expect.stringContaining('The specified partition is invalid') as string,
    });
    await expect(producer.client.sendBatch([{ body: 1 }], { partitionId })).rejects.toMatchObject({
      message: expect.stringContaining('The specified partition is invalid') as string,
    });
  });

  it('that does not exist is not found', async () => {
    await using producer = disposing(
      new EventHubProducerClient(hub.connectionString, 'no-such-hub', impatient),
    );
    const notFound = { code: 'MessagingEntityNotFoundError' };
    await expect(producer.client.getEventHubProperties()).rejects.toMatchObject(notFound);
    await expect(producer.client.sendBatch([{ body: 1 }])).rejects.toMatchObject(notFound);
  });

  it('is closed to a wrong key', async () => {
    const wrong = hub.connectionString.replace(/SharedAccessKey=[^;]+/, 'SharedAccessKey=d3Jvbmcta2V5');
    await using producer = disposing(new EventHubProducerClient(wrong, hub.hubName, impatient));
    await expect(producer.client.sendBatch([{ body: 1 }])).rejects.toMatchObject({
      code: 'UnauthorizedError',
    });
    await expect(producer.client.getEventHubProperties()).rejects.toMatchObject({
      code: 'UnauthorizedError',
    });
  });
});

function disposing(client: EventHubProducerClient) {
  return { client, [Symbol.asyncDispose]: () => client.close() };
}
