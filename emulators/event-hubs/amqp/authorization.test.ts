import { createHmac } from 'node:crypto';
import { EventHubConsumerClient, EventHubProducerClient } from '@azure/event-hubs';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, openBroker } from '../broker.ts';
import { impatient } from '../broker-process.ts';
import { defaultHubs } from '../hub-config.ts';
import { createTestFolder } from '../log/test-log.ts';

let folder: Awaited<ReturnType<typeof createTestFolder>>;
let broker: Broker;
beforeAll(async () => {
  folder = await createTestFolder();
  const config = { port: 0, dataFolder: folder.path, hubs: defaultHubs, logLevel: 'silent' };
  broker = await openBroker(config, pino({ level: 'silent' }));
});
afterAll(async () => {
  await broker[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A connection string with a token instead of a key. */
function withToken(path: string, expiresAtSeconds: number): string {
  const endpoint = `sb://127.0.0.1:${broker.port}/`;
  const resource = encodeURIComponent(`${endpoint}${path}`);
  const signature = createHmac('sha256', 'SAS_KEY_VALUE')
    .update(`${resource}\n${expiresAtSeconds}`)
    .digest('base64');
  const fields = `sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiresAtSeconds}`;
  const token = `SharedAccessSignature ${fields}&skn=RootManageSharedAccessKey`;
  return `Endpoint=${endpoint};SharedAccessSignature=${token};UseDevelopmentEmulator=true`;
}

const inSeconds = (seconds: number) => Math.ceil(Date.now() / 1_000) + seconds;

describe('a token', () => {
  it('for a hub is good for that hub', async () => {
    const producer = new EventHubProducerClient(
      withToken('telemetry', inSeconds(60)),
      'telemetry',
      impatient,
    );
    await producer.sendBatch([{ body: 1 }], { partitionId: '0' });
    expect(await producer.getPartitionIds()).toHaveLength(4);
    await producer.close();
  });

  it.each([
    ['for another hub', 'sensors', 60, 'InvalidAudience'],
    ['for a hub whose name begins alike', 'tele', 60, 'InvalidAudience'],
    ['that has expired', 'telemetry', -60, 'ExpiredToken'],
  ])('%s is refused', async (_, path, seconds, reason) => {
    const producer = new EventHubProducerClient(withToken(path, inSeconds(seconds)), 'telemetry', impatient);
    await expect(producer.sendBatch([{ body: 1 }])).rejects.toMatchObject({
      code: 'UnauthorizedError',
      message: expect.stringContaining(reason) as string,
    });
    await producer.close();
  });

  it('that expires ends the links that were opened with it', async () => {
    const consumer = new EventHubConsumerClient(
      '$Default',
      withToken('telemetry', inSeconds(1)),
      'telemetry',
      impatient,
    );
    const error = await new Promise<Error>((resolve) => {
      consumer.subscribe('1', { processEvents: async () => {}, processError: async (e) => resolve(e) });
    });
    expect(error).toMatchObject({
      code: 'UnauthorizedError',
      message: expect.stringContaining('ExpiredToken') as string,
    });
    await consumer.close();
  });
});
