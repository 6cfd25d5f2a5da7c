import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import { KustoError } from '../types/kusto-error.ts';
import type { KustoType } from '../types/schema.ts';

/** A value of a result: long, datetime and timespan as bigint, dynamic as JSON text, guid and decimal as text. */
export type Cell = string | number | bigint | boolean | null;

/** The rows of a chunk of a compiled result. */
export function cellsOf(chunk: DuckDBDataChunk, types: readonly KustoType[]): Cell[][] {
  const texts = { length: 0 };
  const columns = types.map((type, index) =>
    textTypes.has(type) ? textColumn(chunk, index, texts) : chunk.getColumnValues(index),
  );
  const rows: Cell[][] = [];
  for (let row = 0; row < chunk.rowCount; row++) rows.push(columns.map((column) => cellOf(column[row])));
  return rows;
}

/** Texts of one chunk in UTF-16 units; JavaScript's heap ends the process when it is full. */
const maxChunkLength = 128 * 1024 * 1024;
const textTypes: ReadonlySet<KustoType> = new Set(['string', 'dynamic']);

/** Value by value, so that a chunk of very long texts is noticed before all of it is in JavaScript's heap. */
function textColumn(chunk: DuckDBDataChunk, index: number, texts: { length: number }): DuckDBValue[] {
  const vector = chunk.getColumnVector(index);
  const values: DuckDBValue[] = [];
  for (let row = 0; row < chunk.rowCount; row++) {
    const value = vector.getItem(row) as DuckDBValue;
    if (typeof value === 'string') texts.length += value.length;
    if (texts.length > maxChunkLength) throw longTexts();
    values.push(value);
  }
  return values;
}

function longTexts(): KustoError {
  return new KustoError(
    'LimitsExceeded',
    'Query execution has exceeded the allowed limits (80DA0001): Runaway query (E_RUNAWAY_QUERY). Its rows have texts that are too long to be read.',
  );
}

function cellOf(value: DuckDBValue | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object')
    throw new TypeError(`a result has a value that is not a cell: ${String(value)}`);
  return value;
}
