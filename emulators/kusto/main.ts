import { setFlagsFromString } from 'node:v8';
import { createLogger } from '#shared/node/logger.ts';
import { runService } from '#shared/node/run-service.ts';
import { warmUp } from './compile/warm-up.ts';
import { readConfig, readLogLevel } from './config.ts';
import { KustoServer } from './http/kusto-server.ts';
import { LocalEngine } from './local-engine.ts';

const logger = createLogger('kusto', readLogLevel());

// Functions that use JavaScript's regular expressions can't be interrupted: a match that backtracks without end goes on
// in V8's linear engine.
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

/** The Kusto emulator as a process: prints `kusto ready URL` on standard output once it answers. */
await runService(logger, async (signal) => {
  const config = readConfig();
  await using engine = await LocalEngine.open({
    folder: config.dataFolder,
    memoryLimitMb: config.memoryLimitMb,
    threads: config.threads,
    concurrentQueries: config.concurrentQueries,
    externalTablesFolder: config.externalTablesFolder,
    onRetentionFailure: ({ database, table, error }) =>
      logger.error({ event: 'retention.failed', database, table, err: error }),
  });
  await using server = await KustoServer.start({
    engine,
    port: config.port,
    host: config.host,
    limits: config,
    logger,
  });
  engine.address = server.url;
  process.stdout.write(`kusto ready ${server.url}\n`);
  logger.info({ event: 'kusto.ready', url: server.url, dataFolder: config.dataFolder });
  // Takes a second or two; queries that come before wait for it.
  warmUp();
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
});
