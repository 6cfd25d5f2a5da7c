import {
  type DuckDBAppender,
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
/** UTF-16 units of texts after which a chunk is given although it has few rows. */
const chunkLength = 1024 * 1024;
/** Appended chunks of which the table takes over all at once, which can't be interrupted. */
const flushedChunks = 16;

/**
 * Creates the temporary table of a stage and fills it with the rows, in order. The rows of a stage with inputs are held
 * in DuckDB's form until the last one is there, since they may come from a statement that still runs on the connection.
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
    const chunks = chunksOf(stage, types, batches);
    const source = stage.inputs.length === 0 ? chunks : await collected(chunks);
    let waiting = 0;
    for await (const chunk of source) {
      appender.appendDataChunk(chunk);
      waiting = (waiting + 1) % flushedChunks;
      if (waiting === 0) appender.flushSync();
    }
    appender.closeSync();
  } catch (error) {
    abandon(appender);
    throw error;
  }
}

/** Closing an appender that has failed fails again. */
function abandon(appender: DuckDBAppender): void {
  try {
    appender.closeSync();
  } catch {
    // The first failure is the one that tells.
  }
}

async function collected(chunks: AsyncIterable<DuckDBDataChunk>): Promise<DuckDBDataChunk[]> {
  const all: DuckDBDataChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function* chunksOf(
  { columns }: Stage,
  types: DuckDBType[],
  batches: AsyncIterable<Cell[][]>,
): AsyncGenerator<DuckDBDataChunk> {
  const pack = (rows: Cell[][]) => {
    const chunk = DuckDBDataChunk.create(types, rows.length);
    for (const [index, { type }] of columns.entries()) {
      chunk.setColumnValues(
        index,
        rows.map((row) => duckValue(type, row[index] ?? null)),
      );
    }
    return chunk;
  };
  let waiting: Cell[][] = [];
  let length = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      waiting.push(row);
      length += textLength(row);
      if (waiting.length < chunkRows && length < chunkLength) continue;
      yield pack(waiting);
      waiting = [];
      length = 0;
    }
  }
  if (waiting.length > 0) yield pack(waiting);
}

function textLength(row: readonly Cell[]): number {
  let length = 0;
  for (const cell of row) if (typeof cell === 'string') length += cell.length;
  return length;
}

/** A cell in the form that DuckDB's vectors take. */
function duckValue(type: KustoType, cell: Cell): DuckDBValue {
  if (cell === null) return type === 'string' ? '' : null;
  if (type === 'guid') return DuckDBUUIDValue.fromUint128(BigInt(`0x${String(cell).replaceAll('-', '')}`));
  if (type !== 'decimal') return cell;
  const units = parseDecimal(String(cell));
  return units === null ? null : new DuckDBDecimalValue(units, 38, 10);
}
