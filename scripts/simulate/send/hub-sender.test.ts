import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventHubConsumerClient, earliestEventPosition } from '@azure/event-hubs';
import { expect, it } from 'vitest';
import { findFreePort, startChildService } from '#shared/node/child-service.ts';
import { createLogger } from '#shared/node/logger.ts';
import { HubSender } from './hub-sender.ts';

it('sends what was put while the broker was away, in order', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-sender-'));
  const port = await findFreePort();
  const connectionString = `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
  const sender = new HubSender({ connectionString, hub: 'sensors', logger: createLogger('test', 'silent') });
  const stop = new AbortController();
  const running = sender.run(stop.signal);
  const put = (...numbers: number[]) =>
    sender.put(numbers.map((number) => ({ table: 'T', partitionKey: 'k', body: { number } })));
  put(1, 2);
  const args = ['--port', String(port), '--data', folder];
  await using _broker = await startChildService({
    entry: 'emulators/event-hubs/main.ts',
    args,
    ready: /^event-hubs ready/,
  });
  put(3);
  const received: unknown[] = [];
  const consumer = new EventHubConsumerClient('$Default', connectionString, 'sensors');
  const subscription = consumer.subscribe(
    {
      processEvents: async (events) => {
        received.push(...events.map(({ body, properties }): unknown[] => [body, properties]));
      },
      processError: async () => {},
    },
    { startPosition: earliestEventPosition, maxBatchSize: 100 },
  );
  await expect
    .poll(() => received, { timeout: 20_000 })
    .toEqual([1, 2, 3].map((number) => [{ number }, { Table: 'T' }]));
  put(4);
  stop.abort();
  await running;
  await expect.poll(() => received.length, { timeout: 5_000 }).toBe(4);
  await subscription.close();
  await consumer.close();
  await sender[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
