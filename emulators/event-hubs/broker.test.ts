import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { StartError } from '#shared/node/run-service.ts';
import { type Broker, openBroker } from './broker.ts';
import { createProducer } from './broker-process.ts';
import { defaultHubs, type HubConfig, readHubConfigs } from './hub-config.ts';
import { createTestFolder } from './log/test-log.ts';

function open(
  dataFolder: string,
  options: { port?: number; hubs?: readonly HubConfig[] } = {},
): Promise<Broker> {
  const config = { port: 0, hubs: defaultHubs, logLevel: 'silent', ...options, dataFolder };
  return openBroker(config, pino({ level: 'silent' }));
}

async function partitionCount(broker: Broker, hubName: string): Promise<number> {
  const producer = createProducer(broker.port, hubName);
  try {
    return (await producer.getPartitionIds()).length;
  } finally {
    await producer.close();
  }
}

async function expectStartError(opening: Promise<Broker>, message: RegExp): Promise<void> {
  const error: unknown = await opening.then(
    (broker) => broker[Symbol.asyncDispose](),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  expect((error as Error).message).toMatch(message);
}

describe('a broker', () => {
  it('offers the hubs of the demo without configuration', async () => {
    await using folder = await createTestFolder();
    await using broker = await open(folder.path);
    const counts = await Promise.all(
      ['telemetry', 'earthquakes', 'sensors'].map((name) => partitionCount(broker, name)),
    );
    expect(counts).toEqual([4, 2, 4]);
  });

  it('gets more partitions when it is told so, but never fewer', async () => {
    await using folder = await createTestFolder();
    const withPartitions = async (PartitionCount: number) => {
      const file = path.join(folder.path, 'config.json');
      const entities = [{ Name: 'eh1', PartitionCount }];
      await writeFile(file, JSON.stringify({ UserConfig: { NamespaceConfig: [{ Entities: entities }] } }));
      return { hubs: await readHubConfigs(file) };
    };
    await (await open(folder.path, await withPartitions(4)))[Symbol.asyncDispose]();
    await expectStartError(
      open(folder.path, await withPartitions(2)),
      /^The event hub 'eh1' has 4 partitions .* cannot be lowered to 2\.$/,
    );
    await using broker = await open(folder.path, await withPartitions(6));
    expect(await partitionCount(broker, 'eh1')).toBe(6);
  });

  it('leaves the folder to another one when it cannot listen', async () => {
    await using folder = await createTestFolder();
    await using other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expectStartError(open(folder.path, { port }), /^Port \d+ is in use by another program: /);
    await using broker = await open(folder.path);
    expect(broker.port).toBeGreaterThan(0);
  });

  it('does not share its folder', async () => {
    await using folder = await createTestFolder();
    await using _first = await open(folder.path);
    await expectStartError(
      open(folder.path),
      /is in use by another broker \(process \d+\): stop it first\.$/,
    );
  });

  it.each([
    ['is a file', async (file: string) => writeFile(file, ''), /^The data folder .* cannot be written: /],
    ['holds damage', async (folder: string) => damageHub(folder), /^The file .*hub\.json is damaged\. /],
  ])('does not start on a folder that %s', async (_, prepare, message) => {
    await using folder = await createTestFolder();
    const data = path.join(folder.path, 'data');
    await prepare(data);
    await expectStartError(open(data), message);
  });
});

async function damageHub(folder: string): Promise<void> {
  await (await open(folder))[Symbol.asyncDispose]();
  await writeFile(path.join(folder, 'telemetry', 'hub.json'), '{');
}
