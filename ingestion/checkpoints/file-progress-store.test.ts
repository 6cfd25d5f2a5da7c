import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileProgressStore } from './file-progress-store.ts';
import { newProgress } from './progress.ts';
import { FencedError } from './progress-store.ts';

const scope = ['localhost', 'telemetry', '$Default'] as const;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-progress-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function claimOf(ownerId: string, etag?: string) {
  const [fullyQualifiedNamespace, eventHubName, consumerGroup] = scope;
  const claim = { fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId: '0', ownerId };
  return etag === undefined ? claim : { ...claim, etag };
}

async function take(store: FileProgressStore, ownerId: string): Promise<boolean> {
  const [current] = await store.listOwnership(...scope);
  return (await store.claimOwnership([claimOf(ownerId, current?.etag)])).length === 1;
}

describe('the owner of a partition', () => {
  it('is one of those who claim it at the same time', async () => {
    const stores = Array.from({ length: 8 }, () => new FileProgressStore(folder));
    const claims = stores.map(
      async (store, index) => await store.claimOwnership([claimOf(`worker-${index}`)]),
    );
    const winners = (await Promise.all(claims)).flat();
    expect(winners).toHaveLength(1);
    const [owner] = (await stores[0]?.listOwnership(...scope)) ?? [];
    expect(owner?.ownerId).toBe(winners[0]?.ownerId);
  });

  it('renews its claim, after which a claim on what was seen before fails', async () => {
    const [a, b] = [new FileProgressStore(folder), new FileProgressStore(folder)];
    await take(a, 'a');
    const [seen] = await b.listOwnership(...scope);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await take(a, 'a')).toBe(true);
    expect(await b.claimOwnership([claimOf('b', seen?.etag)])).toEqual([]);
  });

  it('is nobody once it gave the partition up', async () => {
    const store = new FileProgressStore(folder);
    await take(store, 'a');
    await take(store, '');
    expect(await store.listOwnership(...scope)).toMatchObject([{ ownerId: '' }]);
    expect(() => store.record('telemetry', '0')).toThrow(FencedError);
  });

  it('is nobody when its process has ended', async () => {
    const store = new FileProgressStore(folder);
    await take(store, 'a');
    const partition = path.join(folder, 'localhost', 'telemetry', '%24Default', '0');
    const [file = ''] = await readdir(partition);
    const { hostname } = await import('node:os');
    const gone = { ownerId: 'a', host: hostname(), processId: 2 ** 30 };
    await writeFile(path.join(partition, file), JSON.stringify(gone));
    expect(await store.listOwnership(...scope)).toMatchObject([{ ownerId: '' }]);
  });
});

describe('the progress of a partition', () => {
  const committed = { sequenceNumber: 4, offset: '40' };
  const progress = { ...newProgress('log'), committed };

  it('is what the last owner wrote', async () => {
    const [a, b] = [new FileProgressStore(folder), new FileProgressStore(folder)];
    await take(a, 'a');
    await a.record('telemetry', '0').write(progress);
    await take(b, 'b');
    expect(await b.record('telemetry', '0').read()).toEqual(progress);
    expect(await b.listCheckpoints(...scope)).toMatchObject([{ partitionId: '0', ...committed }]);
  });

  it('can only be written by its owner', async () => {
    const [a, b] = [new FileProgressStore(folder), new FileProgressStore(folder)];
    await take(a, 'a');
    const record = a.record('telemetry', '0');
    await take(b, 'b');
    await b.record('telemetry', '0').write(progress);
    await expect(record.write({ ...progress, committed: null })).rejects.toThrow(FencedError);
    expect(await b.record('telemetry', '0').read()).toEqual(progress);
  });

  it('leaves no old files behind', async () => {
    for (const owner of ['a', 'b', 'c']) {
      const store = new FileProgressStore(folder);
      await take(store, owner);
      await store.record('telemetry', '0').write(progress);
      await store.record('telemetry', '0').write(progress);
    }
    const names = await readdir(path.join(folder, 'localhost', 'telemetry', '%24Default', '0'));
    expect(names.sort()).toEqual(['owner-0000000003.json', 'progress-0000000003.json']);
  });

  it('is refused with the name of the file when the file is damaged', async () => {
    const store = new FileProgressStore(folder);
    await take(store, 'a');
    const record = store.record('telemetry', '0');
    await writeFile(path.join(record.place, 'progress-0000000001.json'), '{"logId":');
    await expect(record.read()).rejects.toThrow(/progress-0000000001.json is damaged/);
  });
});
