import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBVector,
  VARCHAR,
} from '@duckdb/node-api';
import type { Udf, UdfType, UdfValue } from '../functions/udfs.ts';
import { KqlError, semanticError } from '../types/kql-error.ts';
import type { UdfRun, UdfRuns } from './udf-runs.ts';

const duckTypes: Record<UdfType, DuckDBType> = { VARCHAR, BIGINT, DOUBLE, BOOLEAN };

/** A chunk of 2,048 rows is computed without a turn of the event loop; a query that needs longer than this is ended. */
const maxChunkMs = 2000;
/** Texts that a chunk of results may hold, in UTF-16 units. */
const maxChunkLength = 64 * 1024 * 1024;
/** Texts that one call may be given, in UTF-16 units. */
const maxCallLength = 16 * 1024 * 1024;
/** Rows between two looks at the clock. */
const rowsPerLook = 8;

/** The UDF as DuckDB takes it. A query that was cancelled, or has run out of time, ends at its next chunk or within it. */
export function scalarFunction(udf: Udf, runs: UdfRuns): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name: udf.name,
    ...(udf.variadic === true
      ? { varArgsType: duckTypes[udf.parameters[0] ?? 'VARCHAR'] }
      : { parameterTypes: udf.parameters.map((type) => duckTypes[type]) }),
    returnType: duckTypes[udf.returns],
    specialHandling: udf.seesNulls === true,
    initFunction(info) {
      info.setState({ run: runs.of(info.clientContext.connectionId) });
    },
    mainFunction(info, input, output) {
      const { run } = (info.state ?? {}) as { run?: UdfRun };
      try {
        computeChunk(udf, input, output, run);
      } catch (error) {
        // What is no error of the query's must not be told as one.
        if (!(error instanceof KqlError)) run?.giveUp({ failure: error });
        info.setError(error instanceof Error ? error.message : String(error));
      }
      output.flush();
    },
  });
}

function computeChunk(udf: Udf, input: DuckDBDataChunk, output: DuckDBVector, run: UdfRun | undefined): void {
  if (run?.signal.aborted === true) throw new Error('the query was given up');
  const compute = udf.run as (...values: UdfValue[]) => UdfValue;
  const columns = Array.from({ length: input.columnCount }, (_, index) => input.getColumnVector(index));
  const chunkEnd = performance.now() + maxChunkMs;
  let length = 0;
  for (let row = 0; row < input.rowCount; row++) {
    if (run !== undefined && row % rowsPerLook === 0) lookAtClock(udf, run, chunkEnd);
    const values = columns.map((column) => column.getItem(row) as UdfValue);
    if (lengthOf(values) > maxCallLength)
      throw semanticError('SEM0420', `${nameOf(udf)}() is given values that are too long.`);
    const value = udf.seesNulls !== true && values.includes(null) ? null : compute(...values);
    output.setItem(row, value);
    if (typeof value !== 'string') continue;
    length += value.length;
    if (length > maxChunkLength)
      throw semanticError('SEM0420', `${nameOf(udf)}() gives texts that are too long to be held.`);
  }
}

function lookAtClock(udf: Udf, run: UdfRun, chunkEnd: number): void {
  const now = performance.now();
  if (now > run.deadline) run.giveUp('timeout');
  else if (now > chunkEnd) run.giveUp({ slowFunction: nameOf(udf) });
  if (run.signal.aborted) throw new Error('the query was given up');
}

function lengthOf(values: readonly UdfValue[]): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}

function nameOf(udf: Udf): string {
  return udf.name.replace(/^kql_(fn_)?/, '');
}
