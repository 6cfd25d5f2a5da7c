import { EventHubConsumerClient, EventHubProducerClient, type ReceivedEventData } from '@azure/event-hubs';
import { type ChildService, startChildService } from '#shared/node/child-service.ts';

/** Both fail fast instead of waiting for a broker that was killed. */
export const impatient = { retryOptions: { maxRetries: 0, timeoutInMs: 2_000 } };

export function connectionStringOf(port: number): string {
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
}

/** Starts the broker as a process, as `npm run event-hubs` does. */
export function startBroker(dataFolder: string, port: number, args: string[] = []): Promise<ChildService> {
  return startChildService({
    entry: 'emulators/event-hubs/main.ts',
    args: ['--port', String(port), '--data', dataFolder, ...args],
    ready: /^event-hubs ready /,
  });
}

export function portOf(broker: ChildService): number {
  return Number(/:(\d+)$/.exec(broker.readyLine)?.[1]);
}

export function createProducer(port: number, hubName: string): EventHubProducerClient {
  return new EventHubProducerClient(connectionStringOf(port), hubName, impatient);
}

/** All events of a hub, each partition from its beginning to its present end. */
export async function readHub(port: number, hubName: string): Promise<Map<string, ReceivedEventData[]>> {
  const client = new EventHubConsumerClient('$Default', connectionStringOf(port), hubName, impatient);
  try {
    const partitions = new Map<string, ReceivedEventData[]>();
    for (const id of await client.getPartitionIds()) {
      partitions.set(id, await readPartition(client, id));
    }
    return partitions;
  } finally {
    await client.close();
  }
}

async function readPartition(client: EventHubConsumerClient, id: string): Promise<ReceivedEventData[]> {
  const { lastEnqueuedSequenceNumber, isEmpty } = await client.getPartitionProperties(id);
  if (isEmpty) return [];
  const events: ReceivedEventData[] = [];
  await new Promise<void>((resolve, reject) => {
    const subscription = client.subscribe(
      id,
      {
        processEvents: async (batch) => {
          events.push(...batch);
          if ((events.at(-1)?.sequenceNumber ?? -1) < lastEnqueuedSequenceNumber) return;
          subscription.close().then(resolve, reject);
        },
        processError: async (error) => reject(error),
      },
      { startPosition: { offset: '-1' }, maxBatchSize: 500, maxWaitTimeInSeconds: 1 },
    );
  });
  return events;
}
