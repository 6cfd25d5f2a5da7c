import { once } from 'node:events';
import { createLogger } from '#shared/node/logger.ts';
import { runService } from '#shared/node/run-service.ts';
import { openBroker } from './broker.ts';
import { readConfig } from './config.ts';

/**
 * Event Hubs on this machine: an AMQP 1.0 broker that the Azure SDKs work with, durable in a folder. Prints
 * `event-hubs ready sb://127.0.0.1:N` once it listens.
 */
const logger = createLogger('event-hubs', 'info');
await runService(logger, async (signal) => {
  const config = await readConfig(process.argv.slice(2));
  logger.level = config.logLevel;
  await using broker = await openBroker(config, logger);
  process.stdout.write(`event-hubs ready sb://127.0.0.1:${broker.port}\n`);
  logger.info({ event: 'broker.ready', port: broker.port, hubs: config.hubs.map(({ name }) => name) });
  if (!signal.aborted) await once(signal, 'abort');
});
