import { ticksOfDate } from '../types/datetime.ts';
import type { CellValue, ResultColumn } from './cells.ts';
import { type EncodedTable, encodeRows, joinRows, type QueryOutcome } from './v1.ts';

/** How the client wants V2 frames; the defaults are what the Node, Python and Java SDKs read. */
export interface V2Framing {
  isFragmented: boolean;
  hasNewlines: boolean;
  errorPlacement: 'in_data' | 'end_of_table' | 'end_of_dataset' | null;
}

const propertyColumns: readonly ResultColumn[] = [
  { name: 'TableId', type: 'int' },
  { name: 'Key', type: 'string' },
  { name: 'Value', type: 'dynamic' },
];

const completionColumns: readonly ResultColumn[] = [
  { name: 'Timestamp', type: 'datetime' },
  { name: 'ClientRequestId', type: 'string' },
  { name: 'ActivityId', type: 'guid' },
  { name: 'SubActivityId', type: 'guid' },
  { name: 'ParentActivityId', type: 'guid' },
  { name: 'Level', type: 'int' },
  { name: 'LevelName', type: 'string' },
  { name: 'StatusCode', type: 'int' },
  { name: 'StatusCodeName', type: 'string' },
  { name: 'EventType', type: 'int' },
  { name: 'EventTypeName', type: 'string' },
  { name: 'Payload', type: 'string' },
];

/**
 * The V2 body of a query: header, properties, primary results, completion information, completion. The Go SDK asserts
 * this order, the Python SDK the exact keys of the header (kusto-wire §3).
 */
export function* encodeV2Query(outcome: QueryOutcome, framing: V2Framing): Generator<string> {
  const separator = framing.hasNewlines ? '\n,' : ',';
  yield `[${JSON.stringify(headerFrame(framing))}`;
  yield separator;
  yield dataTable(0, 'QueryProperties', '@ExtendedProperties', propertyColumns, propertyRows(outcome));
  for (const [index, table] of outcome.tables.entries()) {
    yield separator;
    const isLast = index === outcome.tables.length - 1;
    if (framing.isFragmented) yield* fragmentedTable(index + 1, table, outcome, framing, separator, isLast);
    else yield* wholeTable(index + 1, table, outcome, isLast);
  }
  yield separator;
  yield dataTable(
    outcome.tables.length + 1,
    'QueryCompletionInformation',
    'QueryCompletionInformation',
    completionColumns,
    encodeRows({ columns: completionColumns, rows: completionRows(outcome) }),
  );
  yield `${separator}${JSON.stringify(completionFrame(outcome))}${framing.hasNewlines ? '\n' : ''}]`;
}

function headerFrame(framing: V2Framing): Record<string, unknown> {
  const header = { FrameType: 'DataSetHeader', IsProgressive: false, Version: 'v2.0' };
  if (!framing.isFragmented && framing.errorPlacement === null) return header;
  return {
    ...header,
    IsFragmented: framing.isFragmented,
    ErrorReportingPlacement: framing.errorPlacement ?? 'in_data',
  };
}

function completionFrame(outcome: QueryOutcome): Record<string, unknown> {
  const { partialError } = outcome;
  return {
    FrameType: 'DataSetCompletion',
    HasErrors: partialError !== null,
    Cancelled: false,
    ...(partialError === null ? {} : { OneApiErrors: [partialError.body] }),
  };
}

function* wholeTable(
  id: number,
  table: EncodedTable,
  outcome: QueryOutcome,
  isLast: boolean,
): Generator<string> {
  const rows = isLast ? withErrorRow(table.rows, outcome) : table.rows;
  yield `{${tableHead('DataTable', id, 'PrimaryResult', 'PrimaryResult', table.columns)},"Rows":[`;
  yield* joinRows(rows);
  yield ']}';
}

function* fragmentedTable(
  id: number,
  table: EncodedTable,
  outcome: QueryOutcome,
  framing: V2Framing,
  separator: string,
  isLast: boolean,
): Generator<string> {
  const inData = isLast && (framing.errorPlacement ?? 'in_data') === 'in_data';
  yield `{${tableHead('TableHeader', id, 'PrimaryResult', 'PrimaryResult', table.columns)}}${separator}`;
  const fragment = { FrameType: 'TableFragment', TableFragmentType: 'DataAppend', TableId: id };
  const head = JSON.stringify(fragment).slice(0, -1);
  yield `${head},"Rows":[`;
  yield* joinRows(inData ? withErrorRow(table.rows, outcome) : table.rows);
  yield `]}${separator}`;
  const atEnd = isLast && framing.errorPlacement === 'end_of_table' && outcome.partialError !== null;
  yield JSON.stringify({
    FrameType: 'TableCompletion',
    TableId: id,
    RowCount: table.rows.length,
    ...(atEnd ? { OneApiErrors: [outcome.partialError?.body] } : {}),
  });
}

function withErrorRow(rows: readonly string[], outcome: QueryOutcome): readonly string[] {
  if (outcome.partialError === null || outcome.partialError.isDeferred) return rows;
  return [...rows, JSON.stringify({ OneApiErrors: [outcome.partialError.body] })];
}

function tableHead(
  frame: string,
  id: number,
  kind: string,
  name: string,
  columns: readonly ResultColumn[],
): string {
  const described = columns.map((column) => ({ ColumnName: column.name, ColumnType: column.type }));
  const head = { FrameType: frame, TableId: id, TableKind: kind, TableName: name, Columns: described };
  return JSON.stringify(head).slice(1, -1);
}

function dataTable(
  id: number,
  kind: string,
  name: string,
  columns: readonly ResultColumn[],
  rows: readonly string[],
): string {
  return `{${tableHead('DataTable', id, kind, name, columns)},"Rows":[${rows.join(',')}]}`;
}

function propertyRows(outcome: QueryOutcome): string[] {
  return outcome.visualizations.map((json, index) => JSON.stringify([index + 1, 'Visualization', json]));
}

function completionRows(outcome: QueryOutcome): CellValue[][] {
  const { clientRequestId, activityId, partialError } = outcome;
  const timestamp = ticksOfDate(outcome.now);
  const common = [timestamp, clientRequestId, activityId, activityId, activityId];
  const info =
    partialError === null
      ? [4, 'Info', 0, 'S_OK (0)', 4, 'QueryInfo', '{"Count":1,"Text":"Query completed successfully"}']
      : [
          2,
          'Error',
          -2133196797,
          'E_QUERY_RESULT_SET_TOO_LARGE (-2133196797)',
          4,
          'QueryInfo',
          JSON.stringify({ Count: 1, Text: partialError.message }),
        ];
  const usage = {
    ExecutionTime: outcome.durationMs / 1000,
    dataset_statistics: outcome.tables.map((table) => ({
      table_row_count: table.rows.length,
      table_size: table.rows.reduce((size, row) => size + row.length, 0),
    })),
  };
  const stats = [6, 'Stats', 0, 'S_OK (0)', 0, 'QueryResourceConsumption', JSON.stringify(usage)];
  return [
    [...common, ...info],
    [...common, ...stats],
  ];
}
