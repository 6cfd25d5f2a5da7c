import { requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import { isPolicyEnabled } from '../../catalog/is-policy-enabled.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { answer, type Exchange } from '../exchange.ts';
import { readBody } from '../read-body.ts';

const statusColumns = [
  { ColumnName: 'ConsumedRecordsCount', DataType: 'Int64', ColumnType: 'long' },
  { ColumnName: 'UpdatePolicyStatus', DataType: 'String', ColumnType: 'string' },
  { ColumnName: 'UpdatePolicyFailureCode', DataType: 'String', ColumnType: 'string' },
  { ColumnName: 'UpdatePolicyFailureReason', DataType: 'String', ColumnType: 'string' },
];

/**
 * Streaming ingestion: `POST /v1/rest/ingest/{db}/{table}?streamFormat=F[&mappingName=M]`. The answer comes when the
 * rows are on disk.
 */
export async function serveIngest(exchange: Exchange): Promise<void> {
  const { request, url, engine, context, limits, about } = exchange;
  const { database, table } = readTarget(url.pathname);
  about.activityType = 'DN.FE.StreamingIngest';
  about.database = database;
  const body = await readBody(request, limits.maxStreamingBytes);
  const entity = requireDatabase(engine.catalog.state, database);
  assertStreaming(requireTable(entity, table).policies['streamingingestion'], table);
  if (url.searchParams.get('sourceKind')?.toLowerCase() === 'uri') {
    throw new KustoError(
      'BadRequest_NotSupported',
      'Streaming ingestion from a blob URI is not supported by this emulator.',
    );
  }
  const mappingName = url.searchParams.get('mappingName') ?? '';
  const rowCount = await engine.ingest.ingest({
    database,
    table,
    format: url.searchParams.get('streamFormat') ?? 'csv',
    text: decodeUtf8(body),
    mapping: mappingName === '' ? undefined : { name: mappingName },
    ignoreFirstRecord: false,
    operation: 'streaming',
    clientRequestId: context.clientRequestId,
  });
  // Unlike in results of queries, a text without a value is null here.
  const status = {
    TableName: 'Table_0',
    Columns: statusColumns,
    Rows: [[rowCount, 'Inactive', 'Unknown', null]],
  };
  await answer(exchange, [JSON.stringify({ Tables: [status] })]);
}

/** A table's name may hold a slash, which the SDKs do not escape. */
function readTarget(path: string): { database: string; table: string } {
  const [, database, table] = /^\/v1\/rest\/ingest\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (database === undefined || table === undefined) {
    throw new KustoError('General_BadRequest', 'The path must be /v1/rest/ingest/{database}/{table}.');
  }
  try {
    return { database: decodeURIComponent(database), table: decodeURIComponent(table) };
  } catch (error) {
    throw new KustoError('General_BadRequest', 'The path is not valid URL encoding.', { cause: error });
  }
}

/** Streaming ingestion is on unless the table's policy turns it off, as in Fabric. */
function assertStreaming(policy: string | undefined, table: string): void {
  if (isPolicyEnabled(policy, true)) return;
  const message = `Streaming ingestion policy is not enabled for table '${table}'.`;
  throw new KustoError('BadRequest_StreamingIngestionPolicyNotEnabled', message);
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw new KustoError('BadRequest_InvalidData', 'The data is malformed: it is not valid UTF-8.', {
      cause: error,
    });
  }
}
