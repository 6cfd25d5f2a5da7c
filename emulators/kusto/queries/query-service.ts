import { rowEncoder } from '../encode/cell-json.ts';
import type { CellValue, ResultColumn, ResultTable } from '../encode/cells.ts';
import type { EncodedTable } from '../encode/v1.ts';
import { visualizationJson } from '../encode/visualization.ts';
import type { ConnectionPool } from '../storage/connection-pool.ts';
import { KustoError } from '../types/kusto-error.ts';
import type { CatalogSnapshot } from '../types/schema.ts';
import { type QueryLimits, readQueryLimits, truncationError } from './query-limits.ts';
import type { QueryRunner, QueryText, ResultStream } from './query-runner.ts';
import type { QueryInfo, RunningQueries } from './running-queries.ts';

export interface QueryCall extends QueryText {
  options: ReadonlyMap<string, unknown>;
  info: Omit<QueryInfo, 'text' | 'database'>;
  signal: AbortSignal;
}

/** The results of a query with their rows written as JSON; `partial` tells why rows are missing. */
export interface QueryAnswer {
  tables: EncodedTable[];
  visualizations: string[];
  partial: KustoError | null;
  rowCount: number;
}

/** Runs queries: bounded in number, time and size of the answer; each on a connection of its own. */
export class QueryService {
  readonly #runner: QueryRunner;
  readonly #pool: ConnectionPool;
  readonly #running: RunningQueries;
  readonly #catalog: { readonly state: { snapshot: CatalogSnapshot } };
  readonly #capacity: number;

  constructor(parts: {
    runner: QueryRunner;
    pool: ConnectionPool;
    running: RunningQueries;
    catalog: { readonly state: { snapshot: CatalogSnapshot } };
    capacity: number;
  }) {
    this.#runner = parts.runner;
    this.#pool = parts.pool;
    this.#running = parts.running;
    this.#catalog = parts.catalog;
    this.#capacity = parts.capacity;
  }

  get capacity(): { total: number; consumed: number } {
    return { total: this.#capacity, consumed: Math.min(this.#running.running().length, this.#capacity) };
  }

  /** Answers a query. Throws KustoError when it is wrong, cancelled, or runs out of time or memory. */
  async run(call: QueryCall): Promise<QueryAnswer> {
    const limits = readQueryLimits(call.options);
    return await this.#execute(call, limits.timeoutMs, (streams) => encodeAnswer(streams, limits));
  }

  /** All rows of the first result, for commands that store them. */
  async readRows(call: QueryCall): Promise<ResultTable> {
    const limits = readQueryLimits(call.options);
    return await this.#execute(call, limits.timeoutMs, readFirst);
  }

  async #execute<T extends { rowCount: number }>(
    call: QueryCall,
    timeoutMs: number,
    read: (streams: AsyncIterable<ResultStream>) => Promise<T>,
  ): Promise<T> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(timeoutError(timeoutMs)), timeoutMs);
    const outer = AbortSignal.any([call.signal, timeout.signal]);
    const info = { ...call.info, text: call.text, database: call.database };
    try {
      return await this.#running.track(info, outer, (signal) =>
        this.#pool.use(signal, async (connection) => {
          const interrupt = () => connection.interrupt();
          signal.addEventListener('abort', interrupt);
          try {
            return await read(this.#runner.run(call, this.#catalog.state.snapshot, connection, signal));
          } catch (error) {
            // An interrupted query fails with DuckDB's own error; the reason is in the signal.
            signal.throwIfAborted();
            throw asQueryError(error);
          } finally {
            signal.removeEventListener('abort', interrupt);
          }
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }
}

async function encodeAnswer(streams: AsyncIterable<ResultStream>, limits: QueryLimits): Promise<QueryAnswer> {
  const answer: QueryAnswer = { tables: [], visualizations: [], partial: null, rowCount: 0 };
  const size = { records: 0, bytes: 0 };
  for await (const stream of streams) {
    const { rows, partial } = await encodeTable(stream, limits, size);
    answer.tables.push({ columns: stream.columns, rows });
    answer.visualizations.push(visualizationJson(stream.render));
    answer.rowCount += rows.length;
    answer.partial = partial;
    if (partial !== null) break;
  }
  return answer;
}

async function encodeTable(
  stream: ResultStream,
  limits: QueryLimits,
  size: { records: number; bytes: number },
): Promise<{ rows: string[]; partial: KustoError | null }> {
  const encode = rowEncoder(stream.columns.map((column) => column.type));
  const rows: string[] = [];
  for await (const batch of stream.batches) {
    for (const row of batch) {
      if (rows.length >= limits.takeRecords) return { rows, partial: null };
      if (size.records >= limits.maxRecords)
        return { rows, partial: truncationError('records', limits.maxRecords) };
      const json = encode(row);
      if (size.bytes + json.length > limits.maxBytes) {
        return { rows, partial: truncationError('bytes', limits.maxBytes) };
      }
      rows.push(json);
      size.records += 1;
      size.bytes += json.length;
    }
  }
  return { rows, partial: null };
}

/** Reads every result to its end, since connections are used again, and keeps the first. */
async function readFirst(streams: AsyncIterable<ResultStream>): Promise<ResultTable & { rowCount: number }> {
  let first: { columns: readonly ResultColumn[]; rows: (readonly CellValue[])[] } | undefined;
  for await (const stream of streams) {
    const rows: (readonly CellValue[])[] = [];
    for await (const batch of stream.batches) rows.push(...batch);
    first ??= { columns: stream.columns, rows };
  }
  const { columns, rows } = first ?? { columns: [], rows: [] };
  return { columns, rows, rowCount: rows.length };
}

function asQueryError(error: unknown): unknown {
  if (error instanceof KustoError || !(error instanceof Error)) return error;
  if (!/out of memory/i.test(error.message)) return error;
  const message =
    'Query execution lacks memory resources to complete (80DA0007): Partial query failure: Low memory condition (E_LOW_MEMORY_CONDITION).';
  return new KustoError('LowMemoryCondition', message, { cause: error });
}

function timeoutError(timeoutMs: number): KustoError {
  const message = `Request timed out (E_QUERY_TIMEOUT): the query ran longer than ${timeoutMs / 1000} seconds.`;
  return new KustoError('RequestExecutionTimeout', message);
}
