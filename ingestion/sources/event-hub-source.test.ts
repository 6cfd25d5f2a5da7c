import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventHubProducerClient } from '@azure/event-hubs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChildService, findFreePort, startChildService } from '#shared/node/child-service.ts';
import { createLogger } from '#shared/node/logger.ts';
import { EventHubSource } from './event-hub-source.ts';
import type { SourceEvent, StartPosition } from './source.ts';

const soon = { timeout: 25_000, interval: 20 };
const logger = createLogger('test', 'silent');
let folder: string;
let port: number;
let connectionString: string;
let broker: ChildService;

async function startBroker(): Promise<ChildService> {
  const args = ['--port', String(port), '--data', folder];
  return await startChildService({ entry: 'emulators/event-hubs/main.ts', args, ready: /^event-hubs ready/ });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-source-'));
  port = await findFreePort();
  connectionString = `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
  broker = await startBroker();
});
afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function send(partitionId: string, texts: string[], hub = 'earthquakes'): Promise<void> {
  const producer = new EventHubProducerClient(connectionString, hub);
  await producer.sendBatch(
    texts.map((body) => ({ body, properties: { Table: 'T' } })),
    { partitionId },
  );
  await producer.close();
}

/** Reads a hub until disposed. */
class Reader implements AsyncDisposable {
  readonly events: { partition: string; event: SourceEvent }[] = [];
  readonly source: EventHubSource;
  readonly #running: Promise<void>;

  constructor(
    start: ReadonlyMap<string, StartPosition>,
    otherwise: 'earliest' | 'latest',
    hub = 'earthquakes',
  ) {
    const partitions = { kind: 'every-partition', start, otherwise } as const;
    this.source = new EventHubSource({
      connectionString,
      hub,
      consumerGroup: '$Default',
      partitions,
      logger,
    });
    this.#running = this.#run();
  }

  get texts(): string[] {
    return this.events.map(({ event }) => JSON.parse(Buffer.from(event.body).toString()) as string);
  }

  async #run(): Promise<void> {
    const reading: Promise<void>[] = [];
    for await (const stream of this.source) {
      const read = async () => {
        for await (const { partition, events } of stream)
          this.events.push(...events.map((event) => ({ partition, event })));
      };
      reading.push(read());
    }
    await Promise.all(reading);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.source[Symbol.asyncDispose]();
    await this.#running;
  }
}

describe('an event hub as a source', () => {
  it('gives events with body, position and properties, in order', async () => {
    await send('0', ['a', 'b']);
    await using reader = new Reader(new Map(), 'earliest');
    await expect.poll(() => reader.texts, soon).toEqual(['a', 'b']);
    expect(reader.source.status()).toMatchObject({ state: 'reading', message: null });
    const second = reader.events[1];
    expect(second?.partition).toBe('0');
    expect(second?.event).toMatchObject({
      sequenceNumber: 1,
      partitionKey: null,
      properties: { Table: 'T' },
    });
    expect(second?.event.offset).not.toBe('');
    expect(Math.abs(Date.now() - (second?.event.enqueuedMs ?? 0))).toBeLessThan(60_000);
  });

  it('begins where it is told to, per partition', async () => {
    await using reader = new Reader(new Map([['0', { kind: 'after', sequenceNumber: 0 }]]), 'earliest');
    await send('1', ['c']);
    await expect.poll(() => reader.texts.toSorted(), soon).toEqual(['b', 'c']);
  });

  it('goes on after the broker was away, without loss or repetition, and says that it was', async () => {
    await using reader = new Reader(new Map(), 'earliest', 'sensors');
    await send('0', ['1'], 'sensors');
    await expect.poll(() => reader.texts, soon).toEqual(['1']);
    await broker.signal('SIGKILL');
    await expect.poll(() => reader.source.status().state, soon).toBe('disconnected');
    expect(reader.source.status().message).toMatch(/^The event hub does not answer \(\w+\): ./);
    broker = await startBroker();
    await send('0', ['2'], 'sensors');
    await send('3', ['3'], 'sensors');
    await expect.poll(() => reader.texts.toSorted(), soon).toEqual(['1', '2', '3']);
    await expect.poll(() => reader.source.status().state, soon).toBe('reading');
  }, 90_000);

  it('waits for a broker that is not there yet', async () => {
    await broker.signal('SIGTERM');
    await using reader = new Reader(new Map(), 'earliest', 'sensors');
    await expect.poll(() => reader.source.status().state, soon).toBe('disconnected');
    broker = await startBroker();
    await expect.poll(() => reader.texts.toSorted(), soon).toEqual(['1', '2', '3']);
  }, 90_000);
});
