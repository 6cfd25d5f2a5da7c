import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { CellValue } from '../encode/cells.ts';
import { quoteIdentifier } from '../types/physical.ts';
import type { KustoType } from '../types/schema.ts';

/** Where rows go and what each column of the physical table takes, in its physical order. */
export interface PhysicalTable {
  /** The database file, unless it is another catalog of DuckDB, e.g. `temp`. */
  catalog?: string;
  schema: string;
  table: string;
  /** `source`: index into the columns of an append, the instant of the commit, or null in every row. */
  columns: readonly { type: KustoType; source: number | 'ingestion-time' | 'null' }[];
}

export interface RowAppend {
  table: PhysicalTable;
  columns: readonly (readonly CellValue[])[];
  rowCount: number;
  /** The rows take the place of those that the table has. */
  isReplacing?: boolean;
}

/** DuckDB's vector size. */
const chunkRows = 2048;

/** Appends rows in the transaction of the connection. */
export async function appendRows(
  connection: DuckDBConnection,
  append: RowAppend,
  nowTicks: bigint,
): Promise<void> {
  const { table, rowCount } = append;
  if (append.isReplacing) {
    await connection.run(`DELETE FROM ${quoteIdentifier(table.schema)}.${quoteIdentifier(table.table)}`);
  }
  if (rowCount === 0) return;
  const appender = await connection.createAppender(table.table, table.schema, table.catalog);
  try {
    const types = table.columns.map((_, index) => appender.columnType(index));
    for (let start = 0; start < rowCount; start += chunkRows) {
      const end = Math.min(start + chunkRows, rowCount);
      const chunk = DuckDBDataChunk.create(types, end - start);
      for (const [index, { type, source }] of table.columns.entries()) {
        const values = valuesOf(source, append, nowTicks, start, end);
        chunk.setColumnValues(index, toDuckDb(type, values));
      }
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function valuesOf(
  source: PhysicalTable['columns'][number]['source'],
  append: RowAppend,
  nowTicks: bigint,
  start: number,
  end: number,
): readonly CellValue[] {
  if (typeof source === 'number') return (append.columns[source] ?? []).slice(start, end);
  return new Array<CellValue>(end - start).fill(source === 'null' ? null : nowTicks);
}

/** Values of a column in the form that DuckDB's vectors take; most are in it already. */
function toDuckDb(type: KustoType, values: readonly CellValue[]): readonly DuckDBValue[] {
  if (type === 'decimal') {
    return values.map((value) => (value === null ? null : new DuckDBDecimalValue(BigInt(value), 38, 10)));
  }
  if (type !== 'guid') return values;
  return values.map((value) => (value === null ? null : uuidOf(String(value))));
}

function uuidOf(text: string): DuckDBUUIDValue {
  return DuckDBUUIDValue.fromUint128(BigInt(`0x${text.replaceAll('-', '')}`));
}
