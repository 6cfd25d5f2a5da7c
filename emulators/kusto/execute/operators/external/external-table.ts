import type { ExternalTableOperator } from '../../../compile/plan/external-table.ts';
import type { ExternalFolder } from '../../../external/external-folder.ts';
import type { ExternalFile } from '../../../external/files-below.ts';
import { externalTablesAreOff } from '../../../external/off.ts';
import { readText } from '../../../external/read-text.ts';
import { recordBlocks } from '../../../external/record-blocks.ts';
import { recordBoundary } from '../../../ingest/readers/record-boundary.ts';
import { type RowBatch, readRowBatch } from '../../../ingest/row-batch.ts';
import { KustoError } from '../../../types/kusto-error.ts';
import type { Cell } from '../../cells.ts';
import { decimalText } from '../../evaluate/convert-value.ts';
import type { OperatorContext, OperatorRun } from '../operator.ts';
import { type WantedColumns, wantedColumns } from './wanted-columns.ts';

/** Reads file after file with the readers of ingestion, holding some records at a time. */
export const runExternalTable: OperatorRun<ExternalTableOperator> = async function* (operator, _, context) {
  const folder = context.externalFolder;
  if (folder === undefined) throw externalTablesAreOff();
  const record = wantedColumns(operator);
  let left = operator.limit ?? Number.POSITIVE_INFINITY;
  for (const file of await folder.files(operator.source)) {
    if (left <= 0) return;
    try {
      for await (const rows of rowsOf(file, { operator, record, folder, context })) {
        yield rows.length > left ? rows.slice(0, left) : rows;
        left -= rows.length;
        if (left <= 0) break;
      }
    } catch (error) {
      throw located(error, operator.table, file.path);
    }
  }
};

interface Reading {
  operator: ExternalTableOperator;
  record: WantedColumns;
  folder: ExternalFolder;
  context: OperatorContext;
}

async function* rowsOf(
  file: ExternalFile,
  { operator, record, folder, context }: Reading,
): AsyncGenerator<Cell[][]> {
  const { format } = operator.source;
  const boundary = recordBoundary(format);
  if (boundary === undefined)
    throw new KustoError('BadRequest_FormatNotSupported', `The data format '${format}' is not supported.`);
  const { columns, mapping } = record;
  let hasHeading = beginsWithHeading(file, operator);
  let rowsBefore = 0;
  await using opened = await folder.open(file.path);
  let isFirst = true;
  for await (const block of recordBlocks(readText(opened), boundary)) {
    // Readers take a mark at the start of a text for a byte order mark; an empty line before it is nothing to them.
    const text = isFirst ? block : `\n${block}`;
    isFirst = false;
    const read = (ignoreFirstRecord: boolean) =>
      readRowBatch({ text, format, columns, mapping, ignoreFirstRecord, rowsBefore });
    let batch = read(false);
    if (hasHeading && batch.rowCount > 0) {
      hasHeading = false;
      batch = read(true);
    }
    rowsBefore += batch.rowCount;
    yield rowsFrom(batch, record);
    await context.pause();
  }
}

const delimitedFormats: ReadonlySet<string> = new Set(['csv', 'tsv', 'tsve', 'psv', 'scsv', 'sohsv']);

function beginsWithHeading(file: ExternalFile, { source }: ExternalTableOperator): boolean {
  if (!delimitedFormats.has(source.format)) return false;
  return source.includeHeaders === 'All' || (source.includeHeaders === 'FirstFile' && file.isFirstOfFolder);
}

/** The rows of a batch, whose decimals are integers of 10^-10 units. */
function rowsFrom(batch: RowBatch, { places, columns }: WantedColumns): Cell[][] {
  const values = places.map((place) => (place < 0 ? undefined : batch.columns[place]));
  const isDecimal = places.map((place) => columns[place]?.type === 'decimal');
  return Array.from({ length: batch.rowCount }, (_, row) =>
    values.map((column, index) => {
      const value = column?.[row] ?? null;
      return isDecimal[index] ? decimalText(value as bigint | null) : value;
    }),
  );
}

function located(error: unknown, table: string, path: string): unknown {
  if (!(error instanceof KustoError)) return error;
  const message = `External table '${table}', file '${path}': ${error.message}`;
  return new KustoError(error.code, message, { cause: error });
}
