import type { CellValue } from '../encode/cells.ts';
import { KustoError } from '../types/kusto-error.ts';
import type { ColumnSchema } from '../types/schema.ts';
import { type ColumnReader, jsonColumnReaders, textColumnReaders } from './mappings/column-readers.ts';
import type { ColumnMapping } from './mappings/ingestion-mapping.ts';
import { MalformedRecordError } from './readers/malformed-record-error.ts';
import { readDelimited } from './readers/read-delimited.ts';
import { type NumberCare, readJsonLines, readMultiJson } from './readers/read-json.ts';
import { readEscapedTabs, readLines } from './readers/read-lines.ts';

/** Rows ready to be stored, by column in the order of the table's schema; every list has `rowCount` values. */
export interface RowBatch {
  columns: CellValue[][];
  rowCount: number;
}

export interface BatchSource {
  text: string;
  /** A name of Kusto's ingestion formats, in any case. */
  format: string;
  columns: readonly ColumnSchema[];
  mapping: readonly ColumnMapping[] | undefined;
  ignoreFirstRecord: boolean;
  /** Rows of the same source before this text; 0 when left out. */
  rowsBefore?: number;
}

const textReaders = new Map<string, (text: string) => string[][]>([
  ['csv', (text) => readDelimited(text, ',')],
  ['tsv', (text) => readDelimited(text, '\t')],
  ['psv', (text) => readDelimited(text, '|')],
  ['scsv', (text) => readDelimited(text, ';')],
  ['sohsv', (text) => readDelimited(text, '\u0001')],
  ['tsve', readEscapedTabs],
  ['txt', readLines],
  ['raw', (text) => [[text]]],
]);

const jsonReaders = new Map([
  ['json', readJsonLines],
  ['singlejson', readMultiJson],
  ['multijson', readMultiJson],
]);

/**
 * Reads ingested text into rows of the table. A value that does not fit its column is null; a record that cannot be read
 * fails the whole ingestion with a permanent KustoError, as in Kusto.
 */
export function readRowBatch(source: BatchSource): RowBatch {
  const format = source.format.toLowerCase();
  try {
    const readJson = jsonReaders.get(format);
    if (readJson !== undefined) {
      return fillColumns(
        skipFirst(readJson(source.text, numberCare(source.columns)), source),
        jsonColumnReaders(source.columns, source.mapping),
        source.rowsBefore,
      );
    }
    const readText = textReaders.get(format);
    if (readText !== undefined) {
      return fillColumns(
        skipFirst(readText(source.text), source),
        textColumnReaders(source.columns, source.mapping),
        source.rowsBefore,
      );
    }
  } catch (error) {
    if (error instanceof RangeError) throw nestedTooDeep(error);
    if (!(error instanceof MalformedRecordError)) throw error;
    const record = error.record + (source.rowsBefore ?? 0);
    const message = `The data is malformed: record ${record}: ${error.reason}.`;
    throw new KustoError('BadRequest_InvalidData', message, { cause: error });
  }
  throw new KustoError(
    'BadRequest_FormatNotSupported',
    `The data format '${source.format}' is not supported.`,
  );
}

/** JavaScript's stack is too small for the record. */
function nestedTooDeep(cause: RangeError): KustoError {
  return new KustoError('BadRequest_InvalidData', 'The data is malformed: a record is nested too deep.', {
    cause,
  });
}

function numberCare(columns: readonly ColumnSchema[]): NumberCare {
  return columns.some(({ type }) => type === 'decimal') ? 'decimal' : 'double';
}

function skipFirst<Row>(records: Row[], source: BatchSource): Row[] {
  return source.ignoreFirstRecord ? records.slice(1) : records;
}

function fillColumns<Row>(
  records: readonly Row[],
  readers: readonly ColumnReader<Row>[],
  rowsBefore = 0,
): RowBatch {
  const columns = readers.map((read) => records.map((record, index) => read(record, rowsBefore + index + 1)));
  return { columns, rowCount: records.length };
}
