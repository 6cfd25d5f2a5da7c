import type { DuckDBConnection } from '@duckdb/node-api';
import type { CompiledQuery } from '../compile/compile.ts';
import { type KqlError, semanticError } from '../types/kql-error.ts';
import type { Cell } from './cells.ts';
import { type RunOptions, runResult } from './run.ts';

/** Columns that a plugin may make of its data. */
const maxProbeRows = 10_000;

/**
 * The query with every column known: where columns depend on data (evaluate pivot or bag_unpack without a schema), runs
 * the probe and compiles the completed text, until nothing is left open.
 */
export async function resolveQuery(
  connection: DuckDBConnection,
  query: CompiledQuery,
  compileText: (text: string) => CompiledQuery,
  options: Omit<RunOptions, 'maxRecords'>,
): Promise<CompiledQuery> {
  let current = query;
  while (current.probe !== null) {
    const { probe } = current;
    const run = await runResult(connection, current, probe.result, { ...options, maxRecords: maxProbeRows });
    const rows: Cell[][] = [];
    for await (const chunk of run.chunks) rows.push(...chunk);
    if (run.isTruncated()) throw tooManyColumns();
    current = compileText(probe.completeText(rows));
  }
  return current;
}

function tooManyColumns(): KqlError {
  return semanticError(
    'SEM0420',
    `Semantic error: SEM0420: evaluate: the data would give more than ${maxProbeRows} columns. Filter it or give an output schema.`,
  );
}
