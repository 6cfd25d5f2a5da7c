import { ticksOfDate } from '../types/datetime.ts';
import { rowEncoder } from './cell-json.ts';
import type { CellValue, ResultColumn, ResultTable } from './cells.ts';
import { wireTypeName } from './column-types.ts';

/** One primary result of a query, its rows already written as JSON arrays. */
export interface EncodedTable {
  columns: readonly ResultColumn[];
  rows: readonly string[];
}

/** `isDeferred`: it is told behind the rows only, not among them (option `deferpartialqueryfailures`). */
export interface PartialError {
  message: string;
  body: Record<string, unknown>;
  isDeferred: boolean;
}

/** What a V1 or V2 answer says about the whole query besides its rows. */
export interface QueryOutcome {
  tables: readonly EncodedTable[];
  /** One visualization JSON text per table. */
  visualizations: readonly string[];
  /** Set when the answer is cut: the error as it stands in the body of a failed request. */
  partialError: PartialError | null;
  clientRequestId: string;
  activityId: string;
  now: Date;
  durationMs: number;
}

const statusColumns: readonly ResultColumn[] = [
  { name: 'Timestamp', type: 'datetime' },
  { name: 'Severity', type: 'int' },
  { name: 'SeverityName', type: 'string' },
  { name: 'StatusCode', type: 'int' },
  { name: 'StatusDescription', type: 'string' },
  { name: 'Count', type: 'int' },
  { name: 'RequestId', type: 'guid' },
  { name: 'ActivityId', type: 'guid' },
  { name: 'SubActivityId', type: 'guid' },
  { name: 'ClientActivityId', type: 'string' },
];

const contentsColumns: readonly ResultColumn[] = [
  { name: 'Ordinal', type: 'long' },
  { name: 'Kind', type: 'string' },
  { name: 'Name', type: 'string' },
  { name: 'Id', type: 'string' },
  { name: 'PrettyName', type: 'string' },
];

/** The V1 body of a management command: one table, no table of contents. */
export function encodeV1Command(table: ResultTable): string {
  return `{"Tables":[${tableJson('Table_0', table.columns, encodeRows(table))}]}`;
}

/** The V1 body of a query: its results, their properties, the status and, last, the table of contents. */
export function* encodeV1Query(outcome: QueryOutcome): Generator<string> {
  yield '{"Tables":[';
  for (const [index, table] of outcome.tables.entries()) {
    const isLast = index === outcome.tables.length - 1;
    yield* tableChunks(`Table_${index}`, table.columns, table.rows, isLast ? exceptionsRow(outcome) : null);
    yield ',';
  }
  const first = outcome.tables.length;
  yield tableJson(`Table_${first}`, [{ name: 'Value', type: 'string' }], propertyRows(outcome));
  yield ',';
  yield tableJson(
    `Table_${first + 1}`,
    statusColumns,
    encodeRows({ columns: statusColumns, rows: [statusRow(outcome)] }),
  );
  yield ',';
  yield tableJson(
    `Table_${first + 2}`,
    contentsColumns,
    encodeRows({ columns: contentsColumns, rows: contentsRows(outcome) }),
  );
  yield ']';
  if (outcome.partialError?.isDeferred === false)
    yield `,"Exceptions":${JSON.stringify([outcome.partialError.message])}`;
  yield '}';
}

/** Rows of a table as JSON arrays. */
export function encodeRows(table: ResultTable): string[] {
  return table.rows.map(rowEncoder(table.columns.map((column) => column.type)));
}

function* tableChunks(
  name: string,
  columns: readonly ResultColumn[],
  rows: readonly string[],
  extraRow: string | null,
): Generator<string> {
  const described = columns.map((column) => ({
    ColumnName: column.name,
    DataType: wireTypeName(column.type),
    ColumnType: column.type,
  }));
  yield `{"TableName":"${name}","Columns":${JSON.stringify(described)},"Rows":[`;
  yield* joinRows(extraRow === null ? rows : [...rows, extraRow]);
  yield ']}';
}

const pieceLength = 128 * 1024;

/** Rows joined by commas, in pieces that are large enough to be written at once. */
export function* joinRows(rows: readonly string[]): Generator<string> {
  let piece = '';
  for (const [index, row] of rows.entries()) {
    piece += index === 0 ? row : `,${row}`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function tableJson(name: string, columns: readonly ResultColumn[], rows: readonly string[]): string {
  return [...tableChunks(name, columns, rows, null)].join('');
}

function exceptionsRow(outcome: QueryOutcome): string | null {
  const { partialError } = outcome;
  return partialError === null || partialError.isDeferred
    ? null
    : JSON.stringify({ Exceptions: [partialError.message] });
}

function propertyRows(outcome: QueryOutcome): string[] {
  return outcome.visualizations.map((visualization) => JSON.stringify([visualization]));
}

function statusRow(outcome: QueryOutcome): CellValue[] {
  const { partialError } = outcome;
  const description = partialError === null ? 'Query completed successfully' : partialError.message;
  return [
    ticksOfDate(outcome.now),
    partialError === null ? 4 : 2,
    partialError === null ? 'Info' : 'Error',
    partialError === null ? 0 : -2133196797,
    description,
    1,
    outcome.activityId,
    outcome.activityId,
    outcome.activityId,
    outcome.clientRequestId,
  ];
}

function contentsRows(outcome: QueryOutcome): CellValue[][] {
  const count = outcome.tables.length;
  const results = outcome.tables.map((_, index) => [index, 'QueryResult', 'PrimaryResult', idOf(index), '']);
  return [
    ...results,
    [count, 'QueryProperties', '@ExtendedProperties', idOf(count), ''],
    [count + 1, 'QueryStatus', 'QueryStatus', '00000000-0000-0000-0000-000000000000', ''],
  ];
}

function idOf(ordinal: number): string {
  return `00000000-0000-0000-0000-${String(ordinal + 1).padStart(12, '0')}`;
}
