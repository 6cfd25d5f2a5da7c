import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startChildService } from '#shared/node/child-service.ts';

/** An event hub that the suite may write to and read from; disposing it stops the emulator, if one was started. */
export interface HubUnderTest extends AsyncDisposable {
  connectionString: string;
  hubName: string;
  partitionIds: readonly string[];
  /** A consumer group besides $Default. */
  consumerGroup: string;
}

const partitionIds = ['0', '1', '2', '3'];

/**
 * The hub of EVENT_HUBS_CONNECTION_STRING_TEST (Azure, or any other broker): it must have an EntityPath, 4 partitions
 * and the consumer group `conformance`. Without that variable, an emulator of its own.
 */
export async function openHubUnderTest(): Promise<HubUnderTest> {
  const external = process.env.EVENT_HUBS_CONNECTION_STRING_TEST;
  if (!external) return await startEmulator();
  const hubName = /EntityPath=([^;]+)/.exec(external)?.[1];
  if (!hubName) throw new Error('EVENT_HUBS_CONNECTION_STRING_TEST has no EntityPath.');
  return {
    connectionString: external.replace(/;?EntityPath=[^;]+/, ''),
    hubName,
    partitionIds,
    consumerGroup: 'conformance',
    [Symbol.asyncDispose]: async () => {},
  };
}

async function startEmulator(): Promise<HubUnderTest> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'event-hubs-conformance-'));
  const hubName = `hub-${randomUUID()}`;
  const entity = {
    Name: hubName,
    PartitionCount: partitionIds.length,
    ConsumerGroups: [{ Name: 'conformance' }],
  };
  const config = path.join(folder, 'config.json');
  await writeFile(config, JSON.stringify({ UserConfig: { NamespaceConfig: [{ Entities: [entity] }] } }));
  const emulator = await startChildService({
    entry: 'emulators/event-hubs/main.ts',
    args: ['--port', '0', '--data', path.join(folder, 'data'), '--config', config],
    ready: /^event-hubs ready /,
  });
  const endpoint = emulator.readyLine.replace('event-hubs ready ', '');
  return {
    connectionString: `Endpoint=${endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`,
    hubName,
    partitionIds,
    consumerGroup: 'conformance',
    [Symbol.asyncDispose]: async () => {
      await emulator[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
