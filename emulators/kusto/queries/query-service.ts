import type { DuckDBConnection } from '@duckdb/node-api';
import { type CatalogState, requireDatabase } from '../catalog/catalog-state.ts';
import { rowEncoder } from '../encode/cell-json.ts';
import type { CellValue, ResultColumn, ResultTable } from '../encode/cells.ts';
import type { EncodedTable } from '../encode/v1.ts';
import { visualizationJson } from '../encode/visualization.ts';
import type { GivenUp, UdfRun, UdfRuns } from '../execute/udf-runs.ts';
import type { ConnectionPool } from '../storage/connection-pool.ts';
import { KqlError } from '../types/kql-error.ts';
import { KustoError } from '../types/kusto-error.ts';
import type { CatalogSnapshot } from '../types/schema.ts';
import { explainKqlError } from './explain-kql-error.ts';
import { lowMemoryError } from './memory-guard.ts';
import { effectiveOptions, type QueryLimits, readQueryLimits, truncationError } from './query-limits.ts';
import type { PreparedQuery, QueryRunner, QueryText, ResultStream } from './query-runner.ts';
import type { QueryInfo, RunningQueries } from './running-queries.ts';

export interface QueryCall extends QueryText {
  options: ReadonlyMap<string, unknown>;
  info: Omit<QueryInfo, 'text' | 'database'>;
  signal: AbortSignal;
  /** A catalog of its own, and what is to be there on the connection while the query runs. */
  over?: {
    snapshot: CatalogSnapshot;
    during<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T>;
  };
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
  readonly #catalog: { readonly state: CatalogState };
  readonly #capacity: number;
  readonly #udfRuns: UdfRuns;

  constructor(parts: {
    runner: QueryRunner;
    pool: ConnectionPool;
    running: RunningQueries;
    catalog: { readonly state: CatalogState };
    capacity: number;
    udfRuns: UdfRuns;
  }) {
    this.#runner = parts.runner;
    this.#pool = parts.pool;
    this.#running = parts.running;
    this.#catalog = parts.catalog;
    this.#capacity = parts.capacity;
    this.#udfRuns = parts.udfRuns;
  }

  get capacity(): { total: number; consumed: number } {
    return { total: this.#capacity, consumed: Math.min(this.#running.running().length, this.#capacity) };
  }

  /** Answers a query. Throws KustoError when it is wrong, cancelled, or runs out of time or memory. */
  async run(call: QueryCall): Promise<QueryAnswer> {
    return await this.#execute(call, encodeAnswer);
  }

  /** All rows of the first result, for commands that store them. */
  async readRows(call: QueryCall): Promise<ResultTable> {
    return await this.#execute(call, readFirst);
  }

  /** The columns of a query's first result, without running it. */
  schemaOf(query: { database: string; text: string }): readonly ResultColumn[] {
    return this.examine(query).columns;
  }

  /** What is known of a query without running it. Throws KustoError when it is wrong. */
  examine({ database, text }: { database: string; text: string }): Omit<PreparedQuery, 'run'> {
    try {
      const query = { database, text, parameters: new Map(), nowTicks: 0n, user: '' };
      return this.#runner.prepare(query, this.#catalog.state.snapshot);
    } catch (error) {
      throw asKustoError(error, text);
    }
  }

  async #execute<T extends { rowCount: number }>(
    call: QueryCall,
    read: (streams: AsyncIterable<ResultStream>, limits: QueryLimits) => Promise<T>,
  ): Promise<T> {
    const info = { ...call.info, text: call.text, database: call.database };
    try {
      return await this.#running.track(info, call.signal, (signal) =>
        this.#prepareAndRun(call, signal, read),
      );
    } catch (error) {
      throw asKustoError(error, call.text);
    }
  }

  async #prepareAndRun<T>(
    call: QueryCall,
    signal: AbortSignal,
    read: (streams: AsyncIterable<ResultStream>, limits: QueryLimits) => Promise<T>,
  ): Promise<T> {
    const { state } = this.#catalog;
    const database = requireDatabase(state, call.database).entity.name;
    const { over } = call;
    const query = this.#runner.prepare({ ...call, database }, over?.snapshot ?? state.snapshot);
    const limits = readQueryLimits(effectiveOptions(query.options, call.options));
    return await withTimeout(call.info.startedOn, signal, limits.timeoutMs, (run) =>
      this.#pool.use(run.signal, (connection) =>
        this.#udfRuns.during(connection, run, () => {
          const work = () => readResults(query, connection, run.signal, (streams) => read(streams, limits));
          return over === undefined ? work() : over.during(connection, work);
        }),
      ),
    );
  }
}

const interruptEveryMs = 50;

/** Runs the query; when the signal aborts, it is interrupted and the signal's reason is thrown. */
async function readResults<T>(
  query: PreparedQuery,
  connection: DuckDBConnection,
  signal: AbortSignal,
  read: (streams: AsyncIterable<ResultStream>) => Promise<T>,
): Promise<T> {
  let repeat: ReturnType<typeof setInterval> | undefined;
  const interrupt = () => {
    connection.interrupt();
    // DuckDB forgets an interrupt that comes before it has begun, e.g. while all of Node's worker threads are busy.
    repeat = setInterval(() => connection.interrupt(), interruptEveryMs);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await read(query.run(connection, signal));
  } catch (error) {
    // An interrupted query fails with DuckDB's own error; the reason is in the signal.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(repeat);
  }
}

async function withTimeout<T>(
  startedOn: Date,
  outer: AbortSignal,
  timeoutMs: number,
  work: (run: UdfRun) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const leftMs = Math.max(0, timeoutMs - (Date.now() - startedOn.getTime()));
  const timer = setTimeout(() => ending.abort(timeoutError(timeoutMs)), leftMs);
  const run: UdfRun = {
    signal: AbortSignal.any([outer, ending.signal]),
    deadline: performance.now() + leftMs,
    giveUp: (reason) => ending.abort(errorOf(reason, timeoutMs)),
  };
  try {
    return await work(run);
  } finally {
    clearTimeout(timer);
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

/** Values that a command or an update policy may store at once; they are held in memory. */
const maxStoredCells = 20_000_000;

/** Reads every result to its end, since connections are used again, and keeps the first. */
async function readFirst(streams: AsyncIterable<ResultStream>): Promise<ResultTable & { rowCount: number }> {
  let first: { columns: readonly ResultColumn[]; rows: (readonly CellValue[])[] } | undefined;
  for await (const stream of streams) {
    const rows: (readonly CellValue[])[] = [];
    for await (const batch of stream.batches) {
      for (const row of batch) rows.push(row);
      if (rows.length * stream.columns.length > maxStoredCells) throw tooManyRows(rows.length);
    }
    first ??= { columns: stream.columns, rows };
  }
  const { columns, rows } = first ?? { columns: [], rows: [] };
  return { columns, rows, rowCount: rows.length };
}

function asKustoError(error: unknown, text: string): unknown {
  if (error instanceof KqlError) return explainKqlError(error, text);
  if (!(error instanceof Error) || error instanceof KustoError) return error;
  // JavaScript's own limits: of its stack, of the length of a text.
  if (error instanceof RangeError) {
    const message = `Query execution has exceeded the allowed limits (80DA0001): Runaway query (E_RUNAWAY_QUERY). A value is too long or nested too deep.`;
    return new KustoError('LimitsExceeded', message, { cause: error });
  }
  if (/out of memory|could not allocate block/i.test(error.message)) return lowMemoryError(error);
  const wrongValue =
    /^(?:(?:Conversion|Out of Range|Invalid Input) Error: |Binder Error: (?=LIMIT))([^\n]*)/.exec(
      error.message,
    )?.[1];
  if (wrongValue !== undefined) {
    const reason = wrongValue.replace(/^LIMIT\/OFFSET cannot/, 'The number of rows must not');
    return new KustoError('General_BadRequest', `Query execution has resulted in error: ${reason}`, {
      cause: error,
    });
  }
  const isEngineError = /^[A-Z][A-Za-z ]+ Error: /.test(error.message);
  if (!isEngineError) return error;
  const message = `Query execution failed in the engine of the emulator: ${error.message}`;
  return new KustoError('Internal_ServiceError', message, { cause: error });
}

function errorOf(reason: GivenUp, timeoutMs: number): unknown {
  if (reason === 'timeout') return timeoutError(timeoutMs);
  return 'failure' in reason ? reason.failure : slowFunctionError(reason.slowFunction);
}

function timeoutError(timeoutMs: number): KustoError {
  const message = `Request timed out (E_QUERY_TIMEOUT): the query ran longer than ${timeoutMs / 1000} seconds.`;
  return new KustoError('RequestExecutionTimeout', message);
}

function tooManyRows(count: number): KustoError {
  const message = `Query execution has exceeded the allowed limits (80DA0001): the query gives more than ${count} rows to be stored at once; store them in several steps.`;
  return new KustoError('LimitsExceeded', message);
}

function slowFunctionError(name: string): KustoError {
  const message = `Query execution has exceeded the allowed limits (80DA0001): Runaway query (E_RUNAWAY_QUERY). The function '${name}' takes too long over these rows; give it shorter values.`;
  return new KustoError('LimitsExceeded', message);
}
