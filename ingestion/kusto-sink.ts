import PQueue from 'p-queue';
import type { Logger } from '#shared/node/logger.ts';
import type { DeadLetter, IngestBatch, IngestReceipt, Row } from './batches/ingest-batch.ts';
import type { IngestFailure } from './kusto/classify-failure.ts';
import type { StreamingRequest } from './kusto/kusto-connection.ts';
import { storedSequences } from './kusto/stored-sequences.ts';
import { type RetryPace, retryDelayMs, waitMs } from './retry-delay.ts';

export interface IngestResult {
  /** Null when no row of the batch is stored. */
  receipt: IngestReceipt | null;
  /** Rows that Kusto will never take. */
  rejected: DeadLetter[];
}

export interface IngestContext {
  signal: AbortSignal;
  /** Called before rows are sent again. Rejects when the partition is not ours any more. */
  beforeResend: () => Promise<void>;
}

/** What the sink needs of Kusto. */
export interface SinkConnection {
  ingest: (request: StreamingRequest) => Promise<IngestFailure | null>;
  query: (
    database: string,
    query: { text: string; parameters: Record<string, string | number> },
  ) => Promise<unknown[][]>;
}

export interface KustoSinkOptions {
  connection: SinkConnection;
  logger: Logger;
  /** Streaming ingestion allows six requests at a time per core (Kusto docs, ingest-data-streaming.md). */
  concurrency?: number;
  pace?: RetryPace;
  /** How long a request whose answer was lost may take to show its rows. */
  settleMs?: number;
  now?: () => number;
  random?: () => number;
}

/** Why a batch is not stored yet. */
export interface Blockage {
  source: string;
  sinceMs: number;
  message: string;
}

/**
 * Stores batches in Kusto, each row once. It never gives up: while Kusto does not take a batch, whoever handed it over
 * waits, and so does the broker. After a request that may have been stored, Kusto is asked before anything is sent again.
 */
export class KustoSink {
  readonly #options: Required<KustoSinkOptions>;
  readonly #requests: PQueue;
  readonly #blocked = new Map<IngestBatch, Blockage>();

  constructor(options: KustoSinkOptions) {
    this.#options = {
      concurrency: 6,
      pace: { firstMs: 100, longestMs: 2_000 },
      settleMs: 1_000,
      now: Date.now,
      random: Math.random,
      ...options,
    };
    this.#requests = new PQueue({ concurrency: this.#options.concurrency });
  }

  /** The longest of the blockages of a source, or null. */
  blockage(source: string): Blockage | null {
    const ofSource = [...this.#blocked.values()].filter((blockage) => blockage.source === source);
    return ofSource.sort((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
  }

  /** Rejects when the signal is aborted, or as `beforeResend` does; then nobody knows what is stored. */
  async ingest(batch: IngestBatch, context: IngestContext): Promise<IngestResult> {
    try {
      const rejected: DeadLetter[] = [];
      const missing = batch.isDoubtful ? await this.#missing(batch, batch.rows, context.signal) : batch.rows;
      await this.#store(batch, missing, { ...context, rejected });
      return { receipt: this.#receipt(batch, rejected), rejected };
    } finally {
      this.#blocked.delete(batch);
    }
  }

  /** Bisects rows that Kusto rejects, so that only the bad ones are set aside. */
  async #store(
    batch: IngestBatch,
    rows: readonly Row[],
    context: IngestContext & { rejected: DeadLetter[] },
  ): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const reason = await this.#send(batch, rows, context);
    if (reason === null) return;
    if (rows.length === 1) {
      context.rejected.push({ event: first.event, table: batch.target.table, reason });
      return;
    }
    const middle = Math.ceil(rows.length / 2);
    await this.#store(batch, rows.slice(0, middle), context);
    await this.#store(batch, rows.slice(middle), context);
  }

  /** Null once the rows are stored, or why Kusto will never take all of them. */
  async #send(
    batch: IngestBatch,
    rows: readonly Row[],
    { signal, beforeResend }: IngestContext,
  ): Promise<string | null> {
    let unsent = rows;
    for (let failures = 1; unsent.length > 0; failures += 1) {
      const failure = await this.#attempt(batch, unsent, signal);
      if (failure === null) return null;
      if (failure.kind === 'rejected') return failure.message;
      await this.#pause(batch, { failures, message: failure.message, signal });
      if (failure.kind === 'unknown') unsent = await this.#missing(batch, unsent, signal);
      await beforeResend();
    }
    return null;
  }

  async #attempt(
    batch: IngestBatch,
    rows: readonly Row[],
    signal: AbortSignal,
  ): Promise<IngestFailure | null> {
    signal.throwIfAborted();
    const { source, partition, range, target } = batch;
    const { database, table, mapping } = target;
    const request = {
      database,
      table,
      mapping,
      bytes: Buffer.from(rows.map(({ line }) => line).join('\n')),
      requestId: `Tidewatch.ingestion;${source}/${partition}/${range.from}-${range.to}`,
    };
    return await this.#requests.add(async () => await this.#options.connection.ingest(request));
  }

  /** The rows that Kusto does not have. Looks twice, as a request may still be at work whose answer was lost. */
  async #missing(batch: IngestBatch, rows: readonly Row[], signal: AbortSignal): Promise<readonly Row[]> {
    const missing = await this.#lookUp(batch, rows, signal);
    if (missing.length === 0) return missing;
    await waitMs(this.#options.settleMs, signal);
    const stillMissing = await this.#lookUp(batch, missing, signal);
    const found = rows.length - stillMissing.length;
    this.#options.logger.info({ event: 'batch.looked-up', ...describe(batch), rows: rows.length, found });
    return stillMissing;
  }

  async #lookUp(batch: IngestBatch, rows: readonly Row[], signal: AbortSignal): Promise<readonly Row[]> {
    for (let failures = 1; ; failures += 1) {
      signal.throwIfAborted();
      try {
        const stored = await storedSequences(this.#options.connection, batch);
        return rows.filter(({ event }) => !stored.has(event.sequenceNumber));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        await this.#pause(batch, { failures, message, signal });
      }
    }
  }

  async #pause(
    batch: IngestBatch,
    { failures, message, signal }: { failures: number; message: string; signal: AbortSignal },
  ): Promise<void> {
    const { pace, random, now, logger } = this.#options;
    const blocked = this.#blocked.get(batch);
    if (blocked?.message !== message)
      logger.warn({ event: 'batch.blocked', ...describe(batch), reason: message });
    this.#blocked.set(batch, { source: batch.source, sinceMs: blocked?.sinceMs ?? now(), message });
    await waitMs(retryDelayMs(pace, failures, random), signal);
  }

  #receipt(batch: IngestBatch, rejected: readonly DeadLetter[]): IngestReceipt | null {
    const refused = new Set(rejected.map(({ event }) => event));
    const stored = batch.rows.filter(({ event }) => !refused.has(event));
    if (stored.length === 0) return null;
    return {
      database: batch.target.database,
      table: batch.target.table,
      range: batch.range,
      rowCount: stored.length,
      newestEnqueuedMs: Math.max(...stored.map(({ event }) => event.enqueuedMs)),
      ingestedMs: this.#options.now(),
    };
  }
}

function describe({ source, partition, range, target }: IngestBatch) {
  return { source, partition, from: range.from, to: range.to, table: target.table };
}
