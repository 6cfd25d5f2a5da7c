import { Readable } from 'node:stream';
import { Client, ClientRequestProperties } from 'azure-kusto-data';
import { DataFormat, StreamingIngestClient } from 'azure-kusto-ingest';
import { AppError } from '#shared/errors.ts';
import { classifyFailure, type IngestFailure } from './classify-failure.ts';

export interface StreamingRequest {
  database: string;
  table: string;
  mapping: string;
  /** JSON lines, at most 4 MiB. */
  bytes: Uint8Array;
  /** Names the request in Kusto's logs. */
  requestId: string;
}

/** The only user of the Kusto SDKs in the worker; turns what they throw into our errors. Whoever made it closes it. */
export class KustoConnection implements Disposable {
  readonly #connectionString: string;
  readonly #timeoutMs: number;
  readonly #client: Client;
  #streaming: StreamingIngestClient;
  #isClosed = false;

  constructor({ connectionString, timeoutMs }: { connectionString: string; timeoutMs: number }) {
    this.#connectionString = connectionString;
    this.#timeoutMs = timeoutMs;
    this.#client = new Client(connectionString);
    this.#streaming = new StreamingIngestClient(connectionString);
  }

  /** Stores rows at once; null when Kusto has them durably. */
  async ingest({
    database,
    table,
    mapping,
    bytes,
    requestId,
  }: StreamingRequest): Promise<IngestFailure | null> {
    const client = this.#streaming;
    // The SDK waits ten minutes for an answer and takes no signal: closing the client ends its requests.
    const timer = setTimeout(() => this.#replace(client), this.#timeoutMs);
    try {
      await client.ingestFromStream(
        Readable.from([bytes]),
        { database, table, format: DataFormat.JSON, ingestionMappingReference: mapping },
        requestId,
      );
      return null;
    } catch (error) {
      return classifyFailure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Rows of a query's first result; parameters are bound by Kusto. Throws AppError. */
  async query(
    database: string,
    { text, parameters }: { text: string; parameters: Record<string, string | number> },
  ): Promise<unknown[][]> {
    const properties = new ClientRequestProperties();
    properties.setClientTimeout(this.#timeoutMs);
    for (const [name, value] of Object.entries(parameters)) properties.setParameter(name, value);
    return await this.#read(() => this.#client.executeQuery(database, text, properties));
  }

  /** Rows of a management command's first result. Throws AppError. */
  async command(database: string, text: string): Promise<unknown[][]> {
    const properties = new ClientRequestProperties();
    properties.setClientTimeout(this.#timeoutMs);
    return await this.#read(() => this.#client.executeMgmt(database, text, properties));
  }

  /** Ends every request in flight. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#client.close();
    this.#streaming.close();
  }

  async #read(execute: () => ReturnType<Client['executeMgmt']>): Promise<unknown[][]> {
    try {
      const [table] = (await execute()).primaryResults;
      return table === undefined ? [] : [...table.rows()].map((row) => [...row.values()] as unknown[]);
    } catch (error) {
      const { kind, message } = classifyFailure(error);
      throw new AppError(kind === 'rejected' || kind === 'refused' ? 'bad-request' : 'unreachable', message);
    }
  }

  #replace(client: StreamingIngestClient): void {
    if (this.#streaming !== client || this.#isClosed) return;
    this.#streaming = new StreamingIngestClient(this.#connectionString);
    client.close();
  }
}
