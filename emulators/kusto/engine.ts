import type { Catalog } from './catalog/catalog.ts';
import type { TableEntity } from './catalog/entities.ts';
import type { MatchedCommand } from './commands/dispatch.ts';
import type { CommandLog } from './commands/operations/command-log.ts';
import type { ExternalFolder } from './external/external-folder.ts';
import type { IngestService } from './ingest/ingest-service.ts';
import type { IngestionFailures } from './ingest/ingestion-failures.ts';
import type { QueryService } from './queries/query-service.ts';
import type { RunningQueries } from './queries/running-queries.ts';

export interface TableStatistics {
  rowCount: number;
  oldestTicks: bigint | null;
  newestTicks: bigint | null;
}

/** The parts of the emulator, as commands and routes use them. */
export interface Engine {
  readonly catalog: Catalog;
  readonly ingest: IngestService;
  readonly queries: QueryService;
  readonly running: RunningQueries;
  readonly failures: IngestionFailures;
  readonly commands: CommandLog;
  /** Where external tables are read from; undefined when they are off. */
  readonly externalFolder: ExternalFolder | undefined;
  readonly startedOn: Date;
  /** The URL under which the emulator is reached. */
  readonly address: string;
  findCommand(text: string): MatchedCommand;
  /** Rows of a table, and the instants between which they were ingested. */
  readTableStatistics(table: TableEntity, signal: AbortSignal): Promise<TableStatistics>;
}
