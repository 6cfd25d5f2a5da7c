import { SchemaFileError } from '#kql/schema/parse-schema.ts';
import { readSchema } from '#kql/schema/read-schema.ts';
import { createLogger, type Logger } from '#shared/node/logger.ts';
import { makeFolder } from '#shared/node/make-folder.ts';
import { runService, StartError } from '#shared/node/run-service.ts';
import { FileProgressStore } from './checkpoints/file-progress-store.ts';
import { type IngestionConfig, readConfig } from './config.ts';
import { ingestTargetsOf } from './ingest-targets.ts';
import { applySchema } from './kusto/apply-schema.ts';
import { KustoConnection } from './kusto/kusto-connection.ts';
import { KustoSink } from './kusto-sink.ts';
import { ChangeNotifier } from './notices/change-notifier.ts';
import { EventHubSource } from './sources/event-hub-source.ts';
import { Worker } from './worker.ts';

/** What a stop leaves to requests in flight before they are ended. */
const graceMs = 3_000;
/** Azure Data Explorer takes 4 MiB a request; windows are larger only by one event. */
const windowLimits = { maxBytes: 2 ** 20, maxEvents: 10_000 };

await runService(createLogger('ingestion', 'info'), async (signal) => {
  const config = readConfig();
  await ingest(config, createLogger('ingestion', config.logLevel), signal);
});

async function ingest(config: IngestionConfig, logger: Logger, signal: AbortSignal): Promise<void> {
  const { eventHubs, kusto } = config;
  const schema = await readSchema(config.schemaFolder).catch(refuseStart);
  await makeFolder(config.progressFolder).catch(refuseStart);
  const { targets, deadLetterTarget } = ingestTargetsOf(schema.tables, {
    database: kusto.database,
    tableOfHub: eventHubs.tableOfHub,
  });
  using connection = new KustoConnection(kusto);
  signal.addEventListener('abort', () => setTimeout(() => connection[Symbol.dispose](), graceMs).unref());
  try {
    await applySchema({ connection, database: kusto.database, schema, logger }, signal);
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  const store = new FileProgressStore(config.progressFolder);
  await using sources = openSources(config, store, logger);
  const sink = new KustoSink({ connection, logger });
  const notifier = createNotifier(config, [...targets.keys(), deadLetterTarget.table], logger, () =>
    worker.reports(),
  );
  const worker = new Worker({
    sources: sources.all,
    sink,
    parts: {
      store,
      routes: { database: kusto.database, targets, tableOfHub: eventHubs.tableOfHub },
      deadLetterTarget,
      limits: { ...windowLimits, latencyMs: config.latencyMs },
      onStored: (receipt) => notifier?.changed(receipt),
      logger,
      now: Date.now,
    },
  });
  await runTogether({ worker, notifier }, signal);
}

function openSources(config: IngestionConfig, store: FileProgressStore, logger: Logger) {
  const { connectionString, consumerGroup, hubs } = config.eventHubs;
  const all = hubs.map(
    (hub) =>
      new EventHubSource({
        connectionString,
        hub,
        consumerGroup,
        partitions: { kind: 'shared', store },
        logger,
      }),
  );
  return {
    all,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map(async (source) => await source[Symbol.asyncDispose]()));
    },
  };
}

function createNotifier(
  config: IngestionConfig,
  tables: readonly string[],
  logger: Logger,
  streams: () => ReturnType<Worker['reports']>,
): ChangeNotifier | null {
  if (config.notices === null) {
    logger.warn({ event: 'notices.off', reason: 'CHANGE_NOTICE_TOKEN is not set' });
    return null;
  }
  const feeds = tables.map((table) => ({ database: config.kusto.database, table }));
  return new ChangeNotifier({ ...config.notices, workerId: config.workerId, feeds, streams, logger });
}

async function runTogether(
  { worker, notifier }: { worker: Worker; notifier: ChangeNotifier | null },
  signal: AbortSignal,
): Promise<void> {
  // Notices go on until the last rows are stored.
  const finished = new AbortController();
  const notifying = notifier?.run(finished.signal);
  process.stdout.write('ingestion ready\n');
  try {
    await worker.run(signal);
  } finally {
    finished.abort();
    await notifying;
  }
}

function refuseStart(error: unknown): never {
  if (error instanceof SchemaFileError || (error instanceof Error && 'code' in error))
    throw new StartError(error.message, { cause: error });
  throw error;
}
