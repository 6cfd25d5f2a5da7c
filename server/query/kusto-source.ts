import { randomUUID } from 'node:crypto';
import {
  Client,
  ClientRequestProperties,
  CloudSettings,
  KustoConnectionStringBuilder,
} from 'azure-kusto-data';
import type { BoundParameters } from '#kql/binding/bind-parameters.ts';
import { AppError } from '#shared/errors.ts';
import type { QueryResult } from '#shared/kusto/query-result.ts';
import type { Cell } from '#shared/kusto/types.ts';
import { mapKustoError } from './map-kusto-error.ts';
import { readCommandRows, readQueryResult } from './read-answer.ts';

export interface QueryRequest {
  database: string;
  text: string;
  parameters: BoundParameters;
  /** The instant that now() is bound to; null leaves it to Kusto. */
  nowMs: number | null;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface CommandRequest {
  database: string;
  text: string;
  timeoutMs: number;
  signal: AbortSignal;
}

/** The client gives up a little after Kusto should have. */
const clientGraceMs = 500;
const cancelTimeoutMs = 2_000;
/** What a tile can sensibly show; beyond it the result is cut, and the tile says so. */
const largestResult = { records: 50_000, sizeBytes: 16 * 1_024 * 1_024 };
const requestPrefix = 'Tidewatch.query;';

/**
 * One Kusto cluster or Eventhouse, asked through Microsoft's client, read-only. Every failure is an AppError; an aborted
 * signal cancels the query in Kusto and throws the signal's reason.
 */
export class KustoSource implements Disposable {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly #client: Client;

  /** Throws when the connection string can't be read. */
  constructor(connectionString: string) {
    const builder = new KustoConnectionStringBuilder(connectionString);
    builder.applicationNameForTracing = 'Tidewatch';
    this.#client = new Client(builder);
    this.url = this.#client.cluster;
    this.name = new URL(this.url).host;
    this.id = `kusto:${this.name}`;
  }

  async query(request: QueryRequest): Promise<QueryResult> {
    const clientRequestId = `${requestPrefix}${randomUUID()}`;
    const properties = queryProperties(request, clientRequestId);
    const startedMs = performance.now();
    const answer = await this.#answer(request, clientRequestId, () =>
      this.#client.executeQuery(request.database, request.text, properties),
    );
    return { ...readQueryResult(answer), clientRequestId, durationMs: performance.now() - startedMs };
  }

  /** Rows of a management command's first table. Only commands that read (`.show`) belong here. */
  async command(request: CommandRequest): Promise<Cell[][]> {
    const clientRequestId = `${requestPrefix}${randomUUID()}`;
    const properties = baseProperties(request.timeoutMs, clientRequestId);
    properties.setOption('request_readonly', true);
    const answer = await this.#answer(request, clientRequestId, () =>
      this.#client.executeMgmt(request.database, request.text, properties),
    );
    return readCommandRows(answer);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  async #answer(
    { database, signal }: { database: string; signal: AbortSignal },
    clientRequestId: string,
    execute: () => Promise<unknown>,
  ): Promise<unknown> {
    signal.throwIfAborted();
    await this.#readCloud();
    let onAbort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => {
        reject(abortError(signal));
        void this.#cancel(database, clientRequestId);
      };
    });
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([execute(), aborted]);
    } catch (error) {
      if (signal.aborted) throw error;
      const mapped = mapKustoError(error);
      if (mapped.code === 'timeout') void this.#cancel(database, clientRequestId);
      throw mapped;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The client asks for the cloud's metadata first and tells nothing about the cause when that fails. */
  async #readCloud(): Promise<void> {
    try {
      await CloudSettings.getCloudInfoForCluster(this.url);
    } catch (error) {
      throw new AppError('unreachable', `Kusto at ${this.name} can't be reached.`, { cause: error });
    }
  }

  /** Best effort: the query may have ended, or Kusto may be gone. */
  async #cancel(database: string, clientRequestId: string): Promise<void> {
    const properties = baseProperties(cancelTimeoutMs, `${requestPrefix}${randomUUID()}`);
    await this.#client
      .executeMgmt(database, `.cancel query "${clientRequestId}"`, properties)
      .catch(() => undefined);
  }
}

function abortError({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function baseProperties(timeoutMs: number, clientRequestId: string): ClientRequestProperties {
  const properties = new ClientRequestProperties(
    undefined,
    undefined,
    clientRequestId,
    undefined,
    'Tidewatch',
  );
  properties.raw = true;
  properties.setTimeout(timeoutMs);
  properties.setClientTimeout(timeoutMs + clientGraceMs);
  return properties;
}

function queryProperties(request: QueryRequest, clientRequestId: string): ClientRequestProperties {
  const properties = baseProperties(request.timeoutMs, clientRequestId);
  properties.setOption('request_readonly', true);
  properties.setOption('request_readonly_hardline', true);
  properties.setOption('request_app_name', 'Tidewatch');
  properties.setOption('truncationmaxrecords', largestResult.records);
  properties.setOption('truncationmaxsize', largestResult.sizeBytes);
  if (request.nowMs !== null) properties.setOption('query_now', new Date(request.nowMs).toISOString());
  for (const [name, literal] of Object.entries(request.parameters)) properties.setParameter(name, literal);
  return properties;
}
