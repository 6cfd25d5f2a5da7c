import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { StartError } from '#shared/node/run-service.ts';
import { type HubConfig, readHubConfigs } from './hub-config.ts';
import { createTestFolder } from './log/test-log.ts';

async function read(content: unknown): Promise<HubConfig[]> {
  await using folder = await createTestFolder();
  const file = path.join(folder.path, 'config.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return await readHubConfigs(file);
}

const withEntities = (...entities: unknown[]) => ({
  UserConfig: {
    NamespaceConfig: [{ Type: 'EventHub', Name: 'emulatorNs1', Entities: entities }],
    LoggingConfig: { Type: 'File' },
  },
});

describe("the official emulator's config.json", () => {
  it('names hubs, partitions and consumer groups', async () => {
    const [hub] = await read(
      withEntities({ Name: 'eh1', PartitionCount: '2', ConsumerGroups: [{ Name: 'cg1' }] }),
    );
    expect(hub).toMatchObject({ name: 'eh1', partitionCount: 2, consumerGroups: ['$Default', 'cg1'] });
  });

  it('may list the default consumer group or leave groups out', async () => {
    const hubs = await read(
      withEntities(
        { Name: 'a', PartitionCount: 1, ConsumerGroups: [{ Name: '$default' }] },
        { Name: 'b', PartitionCount: 1 },
      ),
    );
    expect(hubs.map(({ consumerGroups }) => consumerGroups)).toEqual([['$default'], ['$Default']]);
  });

  it('may have more than ten hubs and our retention', async () => {
    const entities = Array.from({ length: 40 }, (_, i) => ({
      Name: `hub-${i}`,
      PartitionCount: 1,
      RetentionHours: 1,
    }));
    const hubs = await read(withEntities(...entities));
    expect(hubs).toHaveLength(40);
    expect(hubs[39]?.retention.maxAgeMs).toBe(3_600_000);
  });

  it.each([
    ['is not JSON', '{', /is not JSON: /],
    ['has no hub', withEntities(), /wrong at UserConfig\.NamespaceConfig\.0\.Entities: /],
    [
      'has two namespaces',
      { UserConfig: { NamespaceConfig: [{}, {}] } },
      /wrong at UserConfig\.NamespaceConfig/,
    ],
    [
      'has a hub without partitions',
      withEntities({ Name: 'a', PartitionCount: 0 }),
      /Entities\.0\.PartitionCount: /,
    ],
    [
      'has a name with a slash',
      withEntities({ Name: 'a/b', PartitionCount: 1 }),
      /Entities\.0\.Name: must be /,
    ],
    [
      'has a hub twice',
      withEntities({ Name: 'a', PartitionCount: 1 }, { Name: 'A', PartitionCount: 1 }),
      /event hub 'A' twice/,
    ],
  ])('is refused in one sentence when it %s', async (_, content, message) => {
    const reading = read(content);
    await expect(reading).rejects.toThrow(StartError);
    await expect(reading).rejects.toThrow(message);
  });

  it('that is missing is one sentence', async () => {
    await expect(readHubConfigs('/nowhere/config.json')).rejects.toThrow(
      /^The configuration \/nowhere\/config\.json cannot be read: /,
    );
  });
});
