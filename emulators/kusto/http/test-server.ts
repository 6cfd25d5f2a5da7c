import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '#shared/node/logger.ts';
import { LocalEngine } from '../local-engine.ts';
import type { HttpLimits } from './exchange.ts';
import { KustoServer } from './kusto-server.ts';

export interface V1Table {
  Columns: { ColumnName: string; DataType: string; ColumnType: string }[];
  Rows: unknown[][];
}

export interface V2Frame {
  FrameType: string;
  TableKind?: string;
  Columns?: { ColumnName: string; ColumnType: string }[];
  Rows?: unknown[][];
  [key: string]: unknown;
}

export interface WireError {
  code: string;
  '@message': string;
  '@permanent': boolean;
  [key: string]: unknown;
}

/** An answer as it came; of its parts only those are there that its kind of body has. */
export interface WireAnswer {
  status: number;
  headers: Headers;
  text: string;
  tables: V1Table[];
  frames: V2Frame[];
  error: WireError | undefined;
}

interface TestServerOptions {
  folder?: string;
  limits?: Partial<HttpLimits>;
  /** The folder of external tables. */
  externalTables?: string;
}

/** An emulator in this process on a free port and in a folder of its own, for tests. */
export class TestServer implements AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  readonly #engine: LocalEngine;
  readonly #server: KustoServer;

  private constructor(folder: string, engine: LocalEngine, server: KustoServer) {
    this.folder = folder;
    this.url = server.url;
    this.#engine = engine;
    this.#server = server;
  }

  static async start(options: TestServerOptions = {}): Promise<TestServer> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'kusto-test-')));
    const engine = await LocalEngine.open({
      folder,
      memoryLimitMb: 512,
      threads: 2,
      concurrentQueries: 2,
      externalTablesFolder: options.externalTables,
      onRetentionFailure: ({ error }) => {
        throw error;
      },
    });
    const limits = {
      maxRequests: 100,
      maxRequestBytes: 2 ** 24,
      maxStreamingBytes: 2 ** 22,
      ...options.limits,
    };
    const logger = createLogger('kusto-test', 'silent');
    const server = await KustoServer.start({ engine, port: 0, host: '127.0.0.1', limits, logger });
    engine.address = server.url;
    return new TestServer(folder, engine, server);
  }

  /** Sends any request; a body that is no string is sent as JSON. */
  async send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<WireAnswer> {
    const isBytes = body instanceof Uint8Array;
    const payload = isBytes ? new Uint8Array(body) : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(this.url + path, { method: 'POST', body: payload, headers });
    return readAnswer(response.status, response.headers, await response.text());
  }

  /** The first table of a command's answer; throws with the error text when the command fails. */
  async command(csl: string, db = 'NetDefaultDB'): Promise<V1Table> {
    const { tables, error } = await this.send('/v1/rest/mgmt', { db, csl });
    const [table] = tables;
    if (table === undefined) throw new Error(error?.['@message']);
    return table;
  }

  /** The rows of a query's first primary result. */
  async query(csl: string, db = 'NetDefaultDB', properties?: unknown): Promise<unknown[][]> {
    const { frames, error } = await this.send('/v2/rest/query', { db, csl, properties });
    const primary = frames.find((frame) => frame.TableKind === 'PrimaryResult');
    if (primary?.Rows === undefined) throw new Error(error?.['@message']);
    return primary.Rows;
  }

  async ingest(table: string, format: string, data: string, mapping?: string): Promise<WireAnswer> {
    const tail = mapping === undefined ? '' : `&mappingName=${mapping}`;
    return await this.send(`/v1/rest/ingest/NetDefaultDB/${table}?streamFormat=${format}${tail}`, data);
  }

  /** Stops the server and keeps its folder, for a test that starts it again. */
  async stop(): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.#engine[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function readAnswer(status: number, headers: Headers, text: string): WireAnswer {
  const body: unknown = JSON.parse(text);
  const document = body as { Tables?: V1Table[]; error?: WireError };
  return {
    status,
    headers,
    text,
    tables: document.Tables ?? [],
    frames: Array.isArray(body) ? (body as V2Frame[]) : [],
    error: document.error,
  };
}
