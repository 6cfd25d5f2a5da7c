import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '#shared/node/logger.ts';
import { StartError } from '#shared/node/run-service.ts';
import type { IngestTarget } from './batches/ingest-batch.ts';
import type { Progress } from './checkpoints/progress.ts';
import { FencedError, type ProgressStore } from './checkpoints/progress-store.ts';
import { type IngestionParts, ingestPartition } from './ingest-partition.ts';
import { KustoSink, type SinkConnection } from './kusto-sink.ts';
import type { PartitionBounds, PartitionStream, SourceBatch, SourceEvent } from './sources/source.ts';

const logger = createLogger('test', 'silent');
const never = new AbortController().signal;

function target(table: string, columns: string[]): IngestTarget {
  return {
    database: 'd',
    table,
    mapping: `${table}Json`,
    columns: columns.map((name) => ({ name, type: name === 'Timestamp' ? 'datetime' : 'string' })),
    properties: new Map(columns.map((name) => [name, name])),
  };
}
const targets = new Map(['A', 'B'].map((table) => [table, target(table, ['Timestamp', 'SourcePartition'])]));

/** Sequence numbers have gaps, as in Event Hubs they may. Every fifth event is bad. */
function createEvents(count: number): SourceEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    body: Buffer.from(index % 5 === 4 ? 'bad' : '{"Timestamp":"2024-01-01"}'),
    offset: `o${index * 2}`,
    sequenceNumber: index * 2,
    enqueuedMs: 0,
    partitionKey: null,
    properties: { Table: index % 3 === 0 ? 'A' : 'B' },
  }));
}

/** A world that outlives crashes: the log, Kusto's tables and the worker's file. `crashes` says which act is the last. */
class World {
  readonly events: SourceEvent[];
  readonly tables: Record<string, number[]> = { A: [], B: [], Dead: [] };
  progress: Progress | null = null;
  #crashes: ('before' | 'after' | null)[];

  constructor(count: number, crashes: ('before' | 'after' | null)[]) {
    this.events = createEvents(count);
    this.#crashes = [...crashes];
  }

  async act(change: () => void): Promise<void> {
    const crash = this.#crashes.shift() ?? null;
    if (crash !== 'before') change();
    if (crash !== null) throw new Error('crash');
  }

  readonly kusto: SinkConnection = {
    ingest: async ({ table, bytes }) => {
      const lines = Buffer.from(bytes).toString().split('\n');
      const numbers = lines.map((line) => {
        const row = JSON.parse(line) as { SourceSequence?: number; SequenceNumber?: number };
        return row.SourceSequence ?? row.SequenceNumber ?? -1;
      });
      await this.act(() => this.tables[table]?.push(...numbers));
      return null;
    },
    query: async (_database, { text, parameters }) => {
      const table = /^\['(\w+)'\]$/m.exec(text)?.[1] ?? '';
      const { _from, _to } = parameters;
      return (this.tables[table] ?? [])
        .filter((number) => number >= Number(_from) && number <= Number(_to))
        .map((n) => [n]);
    },
  };

  readonly store: ProgressStore = {
    listOwnership: async () => [],
    claimOwnership: async () => [],
    listCheckpoints: async () => [],
    updateCheckpoint: async () => {},
    record: () => ({
      place: '/progress',
      read: async () => this.progress,
      write: async (progress) =>
        await this.act(() => {
          this.progress = progress;
        }),
    }),
  };

  /** From the checkpoint on, in batches of some size, as the broker does after a restart. */
  stream(batchSize: number, bounds: Partial<PartitionBounds> = {}): PartitionStream {
    const rest = this.events.filter(
      ({ sequenceNumber }) => sequenceNumber > (this.progress?.committed?.sequenceNumber ?? -1),
    );
    const last = this.events.at(-1)?.sequenceNumber ?? -1;
    async function* batches(): AsyncGenerator<SourceBatch> {
      for (let index = 0; index < rest.length; index += batchSize) {
        yield { source: 'h', partition: '0', events: rest.slice(index, index + batchSize), receivedMs: 0 };
      }
    }
    return {
      source: 'h',
      partition: '0',
      bounds: async () => ({
        logId: 'log',
        firstSequenceNumber: 0,
        lastSequenceNumber: last,
        isEmpty: false,
        ...bounds,
      }),
      [Symbol.asyncIterator]: batches,
    };
  }

  parts(): IngestionParts {
    return {
      store: this.store,
      sink: new KustoSink({
        connection: this.kusto,
        logger,
        settleMs: 0,
        pace: { firstMs: 0, longestMs: 0 },
      }),
      routes: { database: 'd', targets, tableOfHub: new Map() },
      deadLetterTarget: target('Dead', []),
      limits: { latencyMs: 0, maxBytes: 100_000, maxEvents: 7 },
      onStored: () => {},
      onReached: () => {},
      logger,
      now: () => 0,
    };
  }
}

const numbersOf = (events: readonly SourceEvent[]) => events.map(({ sequenceNumber }) => sequenceNumber);

describe('ingesting a partition', () => {
  it('stores every event once in its table, however often the worker crashes', async () => {
    const crashes = fc.array(fc.constantFrom('before', 'after', null, null, null), { maxLength: 30 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), crashes, sizes, async (count, crash, batchSizes) => {
        const world = new World(count, crash);
        for (
          let run = 0;
          world.progress?.committed?.sequenceNumber !== (count - 1) * 2 || world.progress.pending;
          run += 1
        ) {
          const batchSize = batchSizes[run % batchSizes.length] ?? 1;
          await ingestPartition(world.stream(batchSize), world.parts(), never).catch((error: unknown) => {
            expect(error).toEqual(new Error('crash'));
          });
        }
        const isBad = (event: SourceEvent) => event.body.byteLength === 3;
        const isOf = (table: string) => (event: SourceEvent) =>
          !isBad(event) && event.properties.Table === table;
        const sorted = (table: string) => world.tables[table]?.toSorted((a, b) => a - b);
        expect(sorted('A')).toEqual(numbersOf(world.events.filter(isOf('A'))));
        expect(sorted('B')).toEqual(numbersOf(world.events.filter(isOf('B'))));
        expect(sorted('Dead')).toEqual(numbersOf(world.events.filter(isBad)));
      }),
    );
  });

  it('refuses a hub that is not the one of its checkpoint, and says what to do', async () => {
    const world = new World(3, []);
    await ingestPartition(world.stream(5), world.parts(), never);
    const anew = ingestPartition(world.stream(5, { logId: 'new' }), world.parts(), never);
    await expect(anew).rejects.toThrow(StartError);
    await expect(anew).rejects.toThrow(
      /hub was created new, but .* created log\. .* delete the folder \/progress\./,
    );
    const cut = ingestPartition(world.stream(5, { lastSequenceNumber: 2 }), world.parts(), never);
    await expect(cut).rejects.toThrow(
      /checkpoint is at sequence number 4, but the last event in the hub has 2/,
    );
  });

  it('passes over events that it has, when the broker gives them again', async () => {
    const world = new World(4, []);
    const again = world.stream(4);
    await ingestPartition(world.stream(4), world.parts(), never);
    await ingestPartition(again, world.parts(), never);
    expect(
      Object.values(world.tables)
        .flat()
        .toSorted((a, b) => a - b),
    ).toEqual(numbersOf(world.events));
  });

  it('leaves a partition to the worker that has taken it over', async () => {
    const world = new World(4, []);
    const record = {
      ...world.store.record('h', '0'),
      write: async () => Promise.reject(new FencedError('h/0')),
    };
    const store = { ...world.store, record: () => record };
    await ingestPartition(world.stream(4), { ...world.parts(), store }, never);
    expect(Object.values(world.tables).flat()).toEqual([]);
  });

  it('waits for a broker that does not say where the partition begins', async () => {
    const world = new World(1, []);
    const stream = world.stream(1);
    let failures = 0;
    const bounds = async () => {
      failures += 1;
      return failures === 1 ? await Promise.reject(new Error('away')) : await stream.bounds();
    };
    await ingestPartition({ ...stream, bounds }, world.parts(), never);
    expect(world.tables.A).toEqual([0]);
  });
});
