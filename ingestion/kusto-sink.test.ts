import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '#shared/node/logger.ts';
import type { IngestBatch } from './batches/ingest-batch.ts';
import type { IngestFailure } from './kusto/classify-failure.ts';
import { type IngestContext, KustoSink, type SinkConnection } from './kusto-sink.ts';

type Step = 'stored' | 'busy' | 'refused' | 'lost after storing' | 'lost before storing' | 'query fails';

const logger = createLogger('test', 'silent');
const never: IngestContext = { signal: new AbortController().signal, beforeResend: async () => {} };

function batchOf(sequenceNumbers: readonly number[], isDoubtful = false): IngestBatch {
  const rows = sequenceNumbers.map((sequenceNumber) => ({
    line: String(sequenceNumber),
    event: {
      body: new Uint8Array(),
      offset: '',
      sequenceNumber,
      enqueuedMs: sequenceNumber * 10,
      partitionKey: null,
      properties: {},
    },
  }));
  return {
    source: 'h',
    partition: '0',
    range: { from: sequenceNumbers[0] ?? 0, to: sequenceNumbers.at(-1) ?? 0 },
    target: {
      database: 'd',
      table: 'T',
      mapping: 'm',
      columns: [{ name: 'SourcePartition', type: 'string' }],
      properties: new Map(),
    },
    rows,
    beganMs: 0,
    isDoubtful,
  };
}

/** Kusto that goes wrong as told, step by step, and then works; it never takes `poison`. */
class TroubledKusto implements SinkConnection {
  readonly stored: number[];
  readonly requests: number[][] = [];
  readonly #steps: Step[];
  readonly #poison: ReadonlySet<number>;

  constructor(steps: readonly Step[], poison: readonly number[] = [], stored: readonly number[] = []) {
    this.#steps = [...steps];
    this.#poison = new Set(poison);
    this.stored = [...stored];
  }

  async ingest({ bytes }: { bytes: Uint8Array }): Promise<IngestFailure | null> {
    const numbers = Buffer.from(bytes).toString().split('\n').map(Number);
    this.requests.push(numbers);
    const step = this.#steps.shift() ?? 'stored';
    if (step === 'busy' || step === 'refused') return { kind: step, message: step };
    const isBad = numbers.some((number) => this.#poison.has(number));
    if (!isBad && step !== 'lost before storing') this.stored.push(...numbers);
    if (step.startsWith('lost')) return { kind: 'unknown', message: step };
    return isBad ? { kind: 'rejected', message: 'bad row' } : null;
  }

  async query(): Promise<unknown[][]> {
    if (this.#steps[0] === 'query fails') {
      this.#steps.shift();
      throw new Error('away');
    }
    return this.stored.map((number) => [number]);
  }
}

function sinkFor(connection: SinkConnection): KustoSink {
  return new KustoSink({
    connection,
    logger,
    pace: { firstMs: 0, longestMs: 0 },
    settleMs: 0,
    now: () => 5_000,
  });
}

describe('the Kusto sink', () => {
  it('acknowledges what is stored', async () => {
    const { receipt, rejected } = await sinkFor(new TroubledKusto([])).ingest(batchOf([1, 2, 3]), never);
    expect(rejected).toEqual([]);
    expect(receipt).toEqual({
      database: 'd',
      table: 'T',
      range: { from: 1, to: 3 },
      rowCount: 3,
      newestEnqueuedMs: 30,
      ingestedMs: 5_000,
    });
  });

  it('stores every good row once and sets every bad row aside once, whatever goes wrong', async () => {
    const steps = fc.array(
      fc.constantFrom<Step>('busy', 'refused', 'lost after storing', 'lost before storing', 'query fails'),
      { maxLength: 12 },
    );
    const numbers = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        steps,
        numbers,
        fc.array(fc.nat(30), { maxLength: 5 }),
        fc.nat(30),
        async (wrong, all, poison, split) => {
          const rows = all.toSorted((a, b) => a - b);
          const before = rows.filter((number) => number < split && !poison.includes(number));
          const kusto = new TroubledKusto(wrong, poison, before);
          const { receipt, rejected } = await sinkFor(kusto).ingest(batchOf(rows, before.length > 0), never);
          const bad = rows.filter((number) => poison.includes(number));
          expect(kusto.stored.toSorted((a, b) => a - b)).toEqual(
            rows.filter((number) => !bad.includes(number)),
          );
          expect(rejected.map(({ event }) => event.sequenceNumber)).toEqual(bad);
          expect(receipt?.rowCount ?? 0).toBe(rows.length - bad.length);
        },
      ),
    );
  });

  it('sends nothing when an interrupted ingestion has stored everything', async () => {
    const kusto = new TroubledKusto([], [], [1, 2]);
    const { receipt } = await sinkFor(kusto).ingest(batchOf([1, 2], true), never);
    expect(kusto.requests).toEqual([]);
    expect(receipt?.rowCount).toBe(2);
  });

  it('says why a batch waits, until it is stored', async () => {
    let isAway = true;
    const kusto: SinkConnection = {
      ingest: async () => (isAway ? { kind: 'busy', message: 'Kusto does not answer' } : null),
      query: async () => [],
    };
    const sink = new KustoSink({
      connection: kusto,
      logger,
      pace: { firstMs: 1, longestMs: 1 },
      now: () => 7,
    });
    const ingested = sink.ingest(batchOf([1]), never);
    await expect
      .poll(() => sink.blockage('h'))
      .toEqual({ source: 'h', sinceMs: 7, message: 'Kusto does not answer' });
    expect(sink.blockage('other')).toBeNull();
    isAway = false;
    await ingested;
    expect(sink.blockage('h')).toBeNull();
  });

  it('sends nothing again once another worker has the partition', async () => {
    const kusto = new TroubledKusto(['busy', 'busy']);
    const beforeResend = async () => {
      throw new Error('taken over');
    };
    await expect(sinkFor(kusto).ingest(batchOf([1]), { ...never, beforeResend })).rejects.toThrow(
      'taken over',
    );
    expect(kusto.requests).toHaveLength(1);
  });

  it('gives up only when it is told to stop', async () => {
    const stop = new AbortController();
    const kusto: SinkConnection = {
      ingest: async () => ({ kind: 'busy', message: 'away' }),
      query: async () => [],
    };
    const ingested = new KustoSink({ connection: kusto, logger }).ingest(batchOf([1]), {
      ...never,
      signal: stop.signal,
    });
    stop.abort(new Error('stopping'));
    await expect(ingested).rejects.toThrow();
  });
});
