import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  type DuckDBType,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Stage } from '../compile/emit/statement.ts';
import { parseDecimal } from '../types/decimal.ts';
import { physicalType, quoteIdentifier } from '../types/physical.ts';
import type { KustoType } from '../types/schema.ts';
import type { Cell } from './cells.ts';

/** DuckDB's vector size. */
const chunkRows = 2048;

/**
 * Creates the temporary table of a stage and fills it with the rows, in order. The rows are held in DuckDB's form until
 * the last one is there, since they may come from a statement that still runs on the connection.
 */
export async function fillTemporaryTable(
  connection: DuckDBConnection,
  stage: Stage,
  batches: AsyncIterable<Cell[][]>,
): Promise<void> {
  const definitions = stage.columns.map(
    (column, index) =>
      `${quoteIdentifier(stage.identifiers[index] ?? column.name)} ${physicalType(column.type)}`,
  );
  const columns = definitions.length === 0 ? '"$unit" INTEGER' : definitions.join(', ');
  await connection.run(`CREATE TEMP TABLE ${quoteIdentifier(stage.table)} (${columns})`);
  const appender = await connection.createAppender(stage.table, 'main', 'temp');
  try {
    const types = stage.columns.map((_, index) => appender.columnType(index));
    for (const chunk of await chunksOf(stage, types, batches)) appender.appendDataChunk(chunk);
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

async function chunksOf(
  { columns }: Stage,
  types: DuckDBType[],
  batches: AsyncIterable<Cell[][]>,
): Promise<DuckDBDataChunk[]> {
  const chunks: DuckDBDataChunk[] = [];
  let waiting: Cell[][] = [];
  const pack = (rows: Cell[][]) => {
    const chunk = DuckDBDataChunk.create(types, rows.length);
    for (const [index, { type }] of columns.entries()) {
      chunk.setColumnValues(
        index,
        rows.map((row) => duckValue(type, row[index] ?? null)),
      );
    }
    chunks.push(chunk);
  };
  for await (const batch of batches) {
    waiting = waiting.length === 0 ? batch : [...waiting, ...batch];
    let at = 0;
    for (; waiting.length - at >= chunkRows; at += chunkRows) pack(waiting.slice(at, at + chunkRows));
    waiting = waiting.slice(at);
  }
  if (waiting.length > 0) pack(waiting);
  return chunks;
}

/** A cell in the form that DuckDB's vectors take. */
function duckValue(type: KustoType, cell: Cell): DuckDBValue {
  if (cell === null) return type === 'string' ? '' : null;
  if (type === 'guid') return DuckDBUUIDValue.fromUint128(BigInt(`0x${String(cell).replaceAll('-', '')}`));
  if (type !== 'decimal') return cell;
  const units = parseDecimal(String(cell));
  return units === null ? null : new DuckDBDecimalValue(units, 38, 10);
}
