import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { bindParameters, type RequestValues } from '../compile/bind-parameters.ts';
import type { CompiledQuery, CompiledResult } from '../compile/compile.ts';
import type { Program, Statement } from '../compile/emit/statement.ts';
import type { ExternalFolder } from '../external/external-folder.ts';
import { KustoError } from '../types/kusto-error.ts';
import { type Cell, cellsOf } from './cells.ts';
import { explainFailure } from './explain-failure.ts';
import { runStages } from './run-stages.ts';

export interface RunOptions {
  request: RequestValues;
  signal: AbortSignal;
  /** Rows after which reading stops; the run is then truncated. */
  maxRecords: number;
  /** Where external tables are read from. */
  externalFolder?: ExternalFolder | undefined;
}

/** A result that is being read: pull `chunks` to the end, or stop early by leaving the loop. */
export interface QueryRun {
  columns: CompiledResult['columns'];
  /** Rows in order, some thousands at a time. */
  chunks: AsyncIterable<Cell[][]>;
  /** Set when `chunks` has ended: rows were left out because of maxRecords. */
  isTruncated(): boolean;
}

/** Reads the rows of one statement of a query. */
export type ReadStatement = (statement: Statement) => AsyncIterable<Cell[][]>;

/**
 * Runs one result of a compiled query. The connection serves this run alone until `chunks` ends. When arithmetic on long
 * overflows the query is run once more with arithmetic that wraps around, as Kusto's does.
 */
export async function runResult(
  connection: DuckDBConnection,
  query: CompiledQuery,
  result: CompiledResult,
  options: RunOptions,
): Promise<QueryRun> {
  options.signal.throwIfAborted();
  const read: ReadStatement = (statement) => readRows(connection, statement, query, options);
  // A value that is missing or wrong is told before anything runs.
  valuesOf(result.program.statement, query, options);
  const state = { isTruncated: false };
  const all = readChunks(connection, query, result, options, read);
  const chunks = limited(all, options.maxRecords, state);
  return { columns: result.columns, chunks, isTruncated: () => state.isTruncated };
}

async function* readChunks(
  connection: DuckDBConnection,
  query: CompiledQuery,
  result: CompiledResult,
  options: RunOptions,
  read: ReadStatement,
): AsyncGenerator<Cell[][]> {
  let given = 0;
  try {
    for await (const rows of readProgram(connection, query, result.program, options, read)) {
      given += rows.length;
      yield rows;
    }
  } catch (error) {
    if (given > 0 || !isOverflow(error)) throw explainFailure(error);
    try {
      yield* readProgram(connection, query, result.wrappingProgram(), options, read);
    } catch (second) {
      throw explainFailure(second);
    }
  }
}

/** One transaction: all statements see the same data, and one that fails half-way is noticed; the tables of the stages go with it. */
async function* readProgram(
  connection: DuckDBConnection,
  query: CompiledQuery,
  { stages, statement }: Program,
  options: RunOptions,
  read: ReadStatement,
): AsyncGenerator<Cell[][]> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const bind = (name: string) => boundValue(name, query, options);
    const { signal, externalFolder } = options;
    if (stages.length > 0) await runStages(connection, stages, { read, bind, signal, externalFolder });
    yield* read(statement);
  } finally {
    await rollBack(connection);
  }
}

const maxRollBacks = 5;

/** A roll-back can itself be hit by the interrupts of a cancelled query; the connection must not go back with it open. */
async function rollBack(connection: DuckDBConnection): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.run('ROLLBACK');
      return;
    } catch (error) {
      if (/no transaction is active/i.test(String(error))) return;
      if (attempt === maxRollBacks) throw error;
    }
  }
}

async function* readRows(
  connection: DuckDBConnection,
  statement: Statement,
  query: CompiledQuery,
  options: RunOptions,
): AsyncGenerator<Cell[][]> {
  const stop = () => connection.interrupt();
  options.signal.throwIfAborted();
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const values = valuesOf(statement, query, options);
    const stream = await connection.stream(statement.sql, values);
    const types = statement.columns.map((column) => column.type);
    for await (const chunk of stream) yield cellsOf(chunk, types);
    options.signal.throwIfAborted();
    await assertComplete(connection, statement.sql, values);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

/**
 * A stream that fails after its first rows just ends: the binding does not tell. But then its transaction is aborted.
 * Throws the failure, which only another run tells.
 */
async function assertComplete(
  connection: DuckDBConnection,
  sql: string,
  values: Record<string, DuckDBValue>,
): Promise<void> {
  try {
    await connection.run('SELECT 1');
  } catch {
    await rollBack(connection);
    await connection.run(sql, values);
    throw new KustoError(
      'LowMemoryCondition',
      'Query execution lacks memory resources to complete (80DA0007): Partial query failure: Low memory condition (E_LOW_MEMORY_CONDITION).',
    );
  }
}

async function* limited(
  chunks: AsyncIterable<Cell[][]>,
  maxRecords: number,
  state: { isTruncated: boolean },
): AsyncGenerator<Cell[][]> {
  let left = maxRecords;
  for await (const rows of chunks) {
    if (rows.length > left) {
      state.isTruncated = true;
      if (left > 0) yield rows.slice(0, left);
      return;
    }
    left -= rows.length;
    yield rows;
  }
}

function valuesOf(
  { parameterNames }: Statement,
  query: CompiledQuery,
  { request }: RunOptions,
): Record<string, DuckDBValue> {
  const bound = bindParameters(parameterNames, query.parameters, request);
  return Object.fromEntries([...bound].map(([name, { value }]) => [name, value as DuckDBValue]));
}

function boundValue(name: string, query: CompiledQuery, { request }: RunOptions) {
  const [value] = bindParameters([name], query.parameters, request).values();
  if (value === undefined) throw new Error(`no value for ${name}`);
  return value;
}

function isOverflow(error: unknown): boolean {
  return error instanceof Error && /Out of Range|out of range/.test(error.message);
}
