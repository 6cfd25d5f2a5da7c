import type { EventHubConsumerClient, EventHubProducerClient, SubscribeOptions } from '@azure/event-hubs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, createProducer, type Reading, read, until } from './clients.ts';
import { type HubUnderTest, openHubUnderTest } from './hub-under-test.ts';
import { MemoryCheckpointStore } from './memory-checkpoint-store.ts';

let hub: HubUnderTest;
let producer: EventHubProducerClient;
const clients: EventHubConsumerClient[] = [];
beforeAll(async () => {
  hub = await openHubUnderTest();
  producer = createProducer(hub);
  for (const partitionId of hub.partitionIds) await producer.sendBatch([{ body: 'first' }], { partitionId });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await producer.close();
  await hub[Symbol.asyncDispose]();
});

/** A client with a connection of its own. */
function createClient(): EventHubConsumerClient {
  const client = createConsumer(hub);
  clients.push(client);
  return client;
}

function readPartition(ownerLevel?: number): Reading {
  const options: SubscribeOptions = { startPosition: { offset: '-1' } };
  return read(createClient(), {
    ...options,
    partitionId: '0',
    ...(ownerLevel === undefined ? {} : { ownerLevel }),
  });
}

async function hasBegun(reading: Reading): Promise<void> {
  await until(() => reading.events.length > 0, 'the first event');
}

describe('a partition', () => {
  it('goes to the receiver with the higher owner level, and the other is told', async () => {
    await using lower = readPartition(1);
    await hasBegun(lower);
    await using higher = readPartition(2);
    await hasBegun(higher);
    await until(() => lower.closed.length > 0, 'the end of the lower one');
    expect(lower.errors[0]).toMatchObject({
      code: 'ReceiverDisconnectedError',
      message: expect.stringContaining("with higher epoch of '2' is created") as string,
    });
    expect(lower.closed).toEqual(['OwnershipLost']);
    await using third = readPartition(1);
    await until(() => third.errors.length > 0, 'a refusal');
    expect(third.errors[0]).toMatchObject({
      code: 'ReceiverDisconnectedError',
      message: expect.stringContaining("with a higher epoch '2' already exists") as string,
    });
    expect(higher.errors).toEqual([]);
  });

  it('goes to the newest receiver of the same owner level', async () => {
    await using older = readPartition(1);
    await hasBegun(older);
    await using newer = readPartition(1);
    await hasBegun(newer);
    await until(() => older.closed.length > 0, 'the end of the older one');
    expect(older.errors[0]).toMatchObject({ code: 'ReceiverDisconnectedError' });
  });

  it('with an owner is closed to receivers without owner level', async () => {
    await using owner = readPartition(7);
    await hasBegun(owner);
    await using sharing = readPartition();
    await until(() => sharing.errors.length > 0, 'a refusal');
    expect(sharing.errors[0]?.message).toContain(
      "At least one receiver for the endpoint is created with epoch of '7'",
    );
  });

  it('is shared by five receivers without owner level, not by six', async () => {
    const readings: Reading[] = [];
    for (let i = 0; i < 5; i++) {
      const reading = readPartition();
      readings.push(reading);
      await hasBegun(reading);
    }
    await using sixth = readPartition();
    await until(() => sixth.errors.length > 0, 'a refusal');
    expect(sixth.errors[0]).toMatchObject({ code: 'QuotaExceededError' });
    expect(readings.flatMap(({ errors }) => errors)).toEqual([]);
    await Promise.all(readings.map((reading) => reading[Symbol.asyncDispose]()));
  });
});

describe('processors with a checkpoint store', () => {
  const balanced: SubscribeOptions = { startPosition: { offset: '-1' } };

  it('share the partitions, and one takes over what the other leaves', async () => {
    const checkpoints = new MemoryCheckpointStore();
    const owned = () => {
      const owners = [...checkpoints.ownerships.values()].map(({ ownerId }) => ownerId);
      return [...new Set(owners.filter(Boolean))].map((id) => owners.filter((owner) => owner === id).length);
    };
    const [a, b] = [createBalancedClient(checkpoints), createBalancedClient(checkpoints)];
    const readingA = read(a, balanced);
    await until(() => readingA.events.length >= 4, 'the first events');
    expect(owned()).toEqual([4]);
    await using readingB = read(b, balanced);
    await until(() => owned().join() === '2,2', 'two partitions each');
    await readingA[Symbol.asyncDispose]();
    await until(() => owned().join() === '4', 'all partitions with the other one');
    const before = readingB.events.length;
    for (const partitionId of hub.partitionIds) await producer.sendBatch([{ body: 'late' }], { partitionId });
    await until(
      () => readingB.events.slice(before).filter(({ body }) => body === 'late').length === 4,
      'new events',
    );
  });

  it('go on after the checkpoint, without loss or repetition', async () => {
    const checkpoints = new MemoryCheckpointStore();
    const first = read(createBalancedClient(checkpoints), balanced);
    await until(() => first.events.length >= 4 && checkpoints.checkpoints.size === 4, 'checkpoints');
    await first[Symbol.asyncDispose]();
    const seen = new Set(
      first.events.map(({ partitionId, sequenceNumber }) => `${partitionId}/${sequenceNumber}`),
    );
    for (const partitionId of hub.partitionIds) await producer.sendBatch([{ body: 'next' }], { partitionId });
    await using second = read(createBalancedClient(checkpoints), balanced);
    await until(() => second.events.length >= 4, 'the next events');
    expect(second.events.map(({ body }) => body)).toEqual(['next', 'next', 'next', 'next']);
    for (const { partitionId, sequenceNumber } of second.events) {
      expect(seen.has(`${partitionId}/${sequenceNumber}`)).toBe(false);
    }
  });
});

function createBalancedClient(checkpoints: MemoryCheckpointStore): EventHubConsumerClient {
  const client = createConsumer(hub, {
    checkpoints,
    loadBalancing: {
      strategy: 'greedy',
      updateIntervalInMs: 300,
      partitionOwnershipExpirationIntervalInMs: 2_000,
    },
  });
  clients.push(client);
  return client;
}
