import type { DuckDBInstance } from '@duckdb/node-api';
import { Catalog } from './catalog/catalog.ts';
import type { TableEntity } from './catalog/entities.ts';
import { createSchemaSql, ingestionTimeIdentifier } from './catalog/physical-table.ts';
import { planRetention } from './catalog/plan-retention.ts';
import { defaultDatabase, newDatabase } from './commands/databases/create-database.ts';
import type { CommandTable, MatchedCommand } from './commands/dispatch.ts';
import { CommandLog } from './commands/operations/command-log.ts';
import { createCommandTable } from './commands/registry.ts';
import type { Engine, TableStatistics } from './engine.ts';
import { registerEngine } from './execute/register.ts';
import { UdfRuns } from './execute/udf-runs.ts';
import { ExternalFolder } from './external/external-folder.ts';
import { IngestService } from './ingest/ingest-service.ts';
import { IngestionFailures } from './ingest/ingestion-failures.ts';
import { UpdateRunner } from './ingest/update-policies/update-runner.ts';
import { KqlRunner } from './queries/kql-runner.ts';
import { MemoryGuard } from './queries/memory-guard.ts';
import { QueryService } from './queries/query-service.ts';
import { RunningQueries } from './queries/running-queries.ts';
import { ConnectionPool } from './storage/connection-pool.ts';
import { type DataFileOptions, openDataFile } from './storage/data-file.ts';
import { RetentionJob } from './storage/retention-job.ts';
import { RowWriter } from './storage/row-writer.ts';
import { SchemaLock } from './storage/schema-lock.ts';
import { ticksOfDate } from './types/datetime.ts';
import { qualifiedTable } from './types/physical.ts';

export interface EngineOptions extends DataFileOptions {
  concurrentQueries: number;
  /** The folder from which external tables may read; without one they are off. */
  externalTablesFolder?: string | undefined;
  onRetentionFailure(failure: { database: string; table: string; error: unknown }): void;
}

const megabyte = 1024 * 1024;
/** What the process needs besides queries: mostly the language service. */
const processMegabytes = 512;
/** Answers and texts at hand come on top of DuckDB's own memory. */
const memoryPerLimit = 1.5;

interface EngineParts {
  instance: DuckDBInstance;
  catalog: Catalog;
  writer: RowWriter;
  retention: RetentionJob;
  udfRuns: UdfRuns;
  externalFolder: ExternalFolder | undefined;
}

/** The engine over one data file, which it owns and closes. */
export class LocalEngine implements Engine, AsyncDisposable {
  readonly catalog: Catalog;
  readonly ingest: IngestService;
  readonly queries: QueryService;
  readonly running = new RunningQueries();
  readonly failures = new IngestionFailures();
  readonly commands = new CommandLog();
  readonly externalFolder: ExternalFolder | undefined;
  readonly startedOn = new Date();
  /** Set by the server once it listens. */
  address = '';
  readonly #instance: DuckDBInstance;
  readonly #pool: ConnectionPool;
  readonly #writer: RowWriter;
  readonly #retention: RetentionJob;
  readonly #memoryGuard: MemoryGuard;
  readonly #commandTable: CommandTable = createCommandTable();

  private constructor(parts: EngineParts, options: EngineOptions) {
    const { instance, catalog, writer, retention, udfRuns, externalFolder } = parts;
    const { concurrentQueries } = options;
    const runner = new KqlRunner(() => this.address, externalFolder);
    this.#instance = instance;
    this.#pool = new ConnectionPool(instance, concurrentQueries);
    this.#writer = writer;
    this.#retention = retention;
    this.catalog = catalog;
    this.externalFolder = externalFolder;
    this.#memoryGuard = new MemoryGuard({
      running: this.running,
      limitBytes: (processMegabytes + memoryPerLimit * options.memoryLimitMb) * megabyte,
      headroomBytes: memoryPerLimit * options.memoryLimitMb * megabyte,
    });
    this.queries = new QueryService({
      runner,
      pool: this.#pool,
      running: this.running,
      catalog,
      capacity: concurrentQueries,
      udfRuns,
    });
    const updates = new UpdateRunner({ catalog, queries: this.queries, failures: this.failures });
    this.ingest = new IngestService({ catalog, writer, failures: this.failures, updates });
  }

  /** Opens the data file; throws StartError when that cannot be done. */
  static async open(options: EngineOptions): Promise<LocalEngine> {
    const instance = await openDataFile(options);
    const externalFolder = await openExternalFolder(options, instance);
    const lock = new SchemaLock();
    const connection = await instance.connect();
    const udfRuns = new UdfRuns();
    await registerEngine(connection, udfRuns);
    const catalog = await Catalog.open(connection, lock);
    await ensureDefaultDatabase(catalog);
    const nowTicks = () => ticksOfDate(new Date());
    const writer = new RowWriter(await instance.connect(), lock, nowTicks);
    const retention = new RetentionJob({
      connection: await instance.connect(),
      lock,
      plan: () => planRetention(catalog.state, nowTicks()),
      onFailure: (failure) => options.onRetentionFailure(failure),
    });
    return new LocalEngine({ instance, catalog, writer, retention, udfRuns, externalFolder }, options);
  }

  findCommand(text: string): MatchedCommand {
    return this.#commandTable.find(text);
  }

  async readTableStatistics(table: TableEntity, signal: AbortSignal): Promise<TableStatistics> {
    const from = qualifiedTable(table.database, table.name);
    const time = ingestionTimeIdentifier;
    return await this.#pool.use(signal, async (connection) => {
      const sql = `SELECT count(*), min(${time}), max(${time}) FROM ${from}`;
      const [row = []] = (await connection.runAndReadAll(sql)).getRows();
      const [count, oldest, newest] = row;
      return { rowCount: Number(count ?? 0), oldestTicks: asTicks(oldest), newestTicks: asTicks(newest) };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#memoryGuard[Symbol.dispose]();
    await this.#retention[Symbol.asyncDispose]();
    this.#pool.close();
    await this.#writer[Symbol.asyncDispose]();
    this.catalog.close();
    this.#instance.closeSync();
  }
}

async function openExternalFolder(
  { folder, externalTablesFolder }: EngineOptions,
  instance: DuckDBInstance,
): Promise<ExternalFolder | undefined> {
  if (externalTablesFolder === undefined) return undefined;
  try {
    return await ExternalFolder.open(externalTablesFolder, folder);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function ensureDefaultDatabase(catalog: Catalog): Promise<void> {
  await catalog.change((state) => {
    if (state.databases.has(defaultDatabase.toLowerCase())) return {};
    return { put: [newDatabase(defaultDatabase, '')], sql: [createSchemaSql(defaultDatabase)] };
  });
}

function asTicks(value: unknown): bigint | null {
  return typeof value === 'bigint' ? value : null;
}
