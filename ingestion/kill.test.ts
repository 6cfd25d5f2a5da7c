import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Pipeline, type ProcessName } from './testing/pipeline.ts';

const eventsPerBatch = 5;
const pauseMs = 50;
const partitions = ['0', '1', '2', '3'];
const victims: ProcessName[][] = [
  ['ingestion'],
  ['kusto'],
  ['event-hubs'],
  ['ingestion', 'kusto'],
  ['event-hubs', 'ingestion', 'kusto'],
];

const patience = { timeout: 60_000, interval: 50 };

/** Sends numbered events, each once, and keeps which of them the broker acknowledged. */
class Traffic {
  readonly acknowledged = new Set<string>();
  /** The broker was away: it has each of them, or has not. */
  readonly unknown = new Set<string>();
  #number = 0;

  async run(pipeline: Pipeline, signal: AbortSignal): Promise<void> {
    await Promise.all(
      partitions.map(async (partitionId) => {
        const producer = pipeline.producer('sensors');
        while (!signal.aborted) {
          const ids = Array.from({ length: eventsPerBatch }, () => `e${this.#number++}`);
          const events = ids.map((SensorId) => ({ body: { Timestamp: new Date().toISOString(), SensorId } }));
          const fate = await producer.sendBatch(events, { partitionId }).then(
            () => this.acknowledged,
            () => this.unknown,
          );
          for (const id of ids) fate.add(id);
          await delay(pauseMs);
        }
      }),
    );
  }

  /** Resolves when the broker takes events again, and some more than now. */
  async flowing(): Promise<void> {
    const count = this.acknowledged.size;
    await expect
      .poll(() => this.acknowledged.size, { timeout: 30_000, interval: 20 })
      .toBeGreaterThan(count + 100);
  }
}

it('stores every acknowledged event once, whatever is killed while events flow', async () => {
  await using pipeline = await Pipeline.start({ env: { EVENT_HUB_NAME: 'sensors' } });
  const traffic = new Traffic();
  const stop = new AbortController();
  const running = traffic.run(pipeline, stop.signal);
  for (const names of victims) {
    await untilFlowing(pipeline, traffic);
    await Promise.all(names.map(async (name) => await pipeline.signal(name, 'SIGKILL')));
    await Promise.all(names.map(async (name) => await pipeline.startProcess(name)));
  }
  await untilFlowing(pipeline, traffic);
  stop.abort();
  await running;

  await expectStoredOnce(pipeline, traffic);
}, 180_000);

it('stores every event once when Kusto hangs and then does what it was asked long ago', async () => {
  const env = { EVENT_HUB_NAME: 'sensors', INGESTION_TIMEOUT_MS: '1000' };
  await using pipeline = await Pipeline.start({ env });
  const traffic = new Traffic();
  const stop = new AbortController();
  const running = traffic.run(pipeline, stop.signal);
  const countBlocked = () => pipeline.log('ingestion').split('batch.blocked').length;
  for (let round = 0; round < 3; round += 1) {
    await untilFlowing(pipeline, traffic);
    const blocked = countBlocked();
    await pipeline.signal('kusto', 'SIGSTOP');
    await expect.poll(countBlocked, patience).toBeGreaterThan(blocked);
    await pipeline.signal('kusto', 'SIGCONT');
  }
  await untilFlowing(pipeline, traffic);
  stop.abort();
  await running;
  await expectStoredOnce(pipeline, traffic);
}, 120_000);

async function expectStoredOnce(pipeline: Pipeline, traffic: Traffic): Promise<void> {
  let ids: string[] = [];
  const countMissing = async () => {
    ids = (await pipeline.query('SensorReadings | project SensorId')).map(([id]) => String(id));
    return missingFrom(traffic.acknowledged, ids).length;
  };
  await expect.poll(countMissing, patience).toBe(0);
  expect(repeatedIn(ids)).toEqual([]);
  expect(ids.filter((id) => !traffic.acknowledged.has(id) && !traffic.unknown.has(id))).toEqual([]);
  expect(await pipeline.query('IngestionDeadLetter | count')).toEqual([[0]]);
  const positions = await pipeline.query(
    'SensorReadings | summarize Rows = count() by SourcePartition, SourceSequence | where Rows > 1 | count',
  );
  expect(positions).toEqual([[0]]);
}

/** Resolves when the broker takes events and the worker stores them, more than now. */
async function untilFlowing(pipeline: Pipeline, { acknowledged }: Traffic): Promise<void> {
  const count = async () => Number((await pipeline.query('SensorReadings | count'))[0]?.[0] ?? 0);
  const [sent, stored] = [acknowledged.size, await count()];
  await expect.poll(() => acknowledged.size, patience).toBeGreaterThan(sent + 50);
  await expect.poll(count, patience).toBeGreaterThan(stored + 50);
}

function missingFrom(expected: ReadonlySet<string>, ids: readonly string[]): string[] {
  const found = new Set(ids);
  return [...expected].filter((id) => !found.has(id));
}

function repeatedIn(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}
