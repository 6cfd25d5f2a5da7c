import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { bindParameters, type RequestValues } from '../compile/bind-parameters.ts';
import type { CompiledQuery, CompiledResult } from '../compile/compile.ts';
import { KqlError } from '../types/kql-error.ts';
import { type Cell, cellsOf } from './cells.ts';

export interface RunOptions {
  request: RequestValues;
  signal: AbortSignal;
  /** Rows after which reading stops; the run is then truncated. */
  maxRecords: number;
}

/** A result that is being read: pull `chunks` to the end, or stop early by leaving the loop. */
export interface QueryRun {
  columns: CompiledResult['columns'];
  /** Rows in order, some thousands at a time. */
  chunks: AsyncIterable<Cell[][]>;
  /** Set when `chunks` has ended: rows were left out because of maxRecords. */
  isTruncated(): boolean;
}

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
  const bound = bindParameters(result.parameterNames, query.parameters, options.request);
  const values = Object.fromEntries([...bound].map(([name, { value }]) => [name, value as DuckDBValue]));
  const state = { isTruncated: false };
  const chunks = readChunks(connection, result, values, options, state);
  return { columns: result.columns, chunks, isTruncated: () => state.isTruncated };
}

async function* readChunks(
  connection: DuckDBConnection,
  result: CompiledResult,
  values: Record<string, DuckDBValue>,
  options: RunOptions,
  state: { isTruncated: boolean },
): AsyncGenerator<Cell[][]> {
  let given = 0;
  try {
    for await (const rows of readRows(connection, result.sql, result, values, options, state)) {
      given += rows.length;
      yield rows;
    }
  } catch (error) {
    if (given > 0 || !isOverflow(error)) throw explain(error);
    try {
      yield* readRows(connection, result.wrappingSql(), result, values, options, state);
    } catch (second) {
      throw explain(second);
    }
  }
}

async function* readRows(
  connection: DuckDBConnection,
  sql: string,
  result: CompiledResult,
  values: Record<string, DuckDBValue>,
  options: RunOptions,
  state: { isTruncated: boolean },
): AsyncGenerator<Cell[][]> {
  const stop = () => connection.interrupt();
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const stream = await connection.stream(sql, values);
    const types = result.columns.map((column) => column.type);
    let left = options.maxRecords;
    for await (const chunk of stream) {
      const rows = cellsOf(chunk, types);
      if (rows.length > left) {
        state.isTruncated = true;
        if (left > 0) yield rows.slice(0, left);
        return;
      }
      left -= rows.length;
      yield rows;
    }
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

function isOverflow(error: unknown): boolean {
  return error instanceof Error && /Out of Range|out of range/.test(error.message);
}

/** Failures that rows of the query cause (a bad regular expression, assert(), a function's own complaint) as errors of it. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const complaint = /^Invalid Input Error: (.*)/.exec(error.message)?.[1];
  if (complaint === undefined) return error;
  if (complaint.endsWith('is not supported by this emulator.'))
    return new KqlError('unsupported', 'SEM0002', complaint);
  return new KqlError('semantic', 'SEM0420', `Semantic error: SEM0420: ${complaint}`);
}
