import type { ClientRequestProperties, KustoResponseDataSet, KustoResultTable } from 'azure-kusto-data';
import type { ClusterUnderTest } from './cluster-under-test.ts';

/** Values as they came on the wire: the SDK's own conversions lose digits. */
export type RawRow = unknown[];

/** Rows of the first primary result of a query. */
export async function queryRows(
  { client, database }: ClusterUnderTest,
  kql: string,
  properties?: ClientRequestProperties,
): Promise<RawRow[]> {
  return rawRows(firstTable(await client.executeQuery(database, kql, properties)));
}

export async function commandRows(
  { client, database }: ClusterUnderTest,
  command: string,
): Promise<RawRow[]> {
  return rawRows(firstTable(await client.executeMgmt(database, command)));
}

export function firstTable(answer: KustoResponseDataSet): KustoResultTable {
  const [table] = answer.primaryResults;
  if (table === undefined) throw new Error('The answer has no primary result.');
  return table;
}

export function rawRows(table: KustoResultTable): RawRow[] {
  return table._rows as unknown as RawRow[];
}

export interface KustoFailure {
  status: number;
  code: string;
  message: string;
  isPermanent: boolean;
}

/** What a refused call says; throws when the call succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<KustoFailure> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const response = (error as { response?: { status: number; data: { error: Record<string, unknown> } } })
    ?.response;
  if (response === undefined) throw new Error('The call was not refused.', { cause: error });
  const body = response.data.error;
  return {
    status: response.status,
    code: String(body['code']),
    message: String(body['@message']),
    isPermanent: body['@permanent'] === true,
  };
}
