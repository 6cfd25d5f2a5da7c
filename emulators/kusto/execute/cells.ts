import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import type { KustoType } from '../types/schema.ts';

/** A value of a result: long, datetime and timespan as bigint, dynamic as JSON text, guid and decimal as text. */
export type Cell = string | number | bigint | boolean | null;

/** The rows of a chunk of a compiled result. */
export function cellsOf(chunk: DuckDBDataChunk, types: readonly KustoType[]): Cell[][] {
  const columns = types.map((_, index) => chunk.getColumnValues(index));
  const rows: Cell[][] = [];
  for (let row = 0; row < chunk.rowCount; row++) rows.push(columns.map((column) => cellOf(column[row])));
  return rows;
}

function cellOf(value: DuckDBValue | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object')
    throw new TypeError(`a result has a value that is not a cell: ${String(value)}`);
  return value;
}
