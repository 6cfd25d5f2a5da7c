import { z } from 'zod';
import { createLogger } from '#shared/node/logger.ts';
import { runService } from '#shared/node/run-service.ts';
import { createAlerting } from './alerting.ts';

/** Alerting in a process of its own, for tests that kill it. Its one argument is JSON. */
const argumentSchema = z.object({
  dataFolder: z.string(),
  rulesFolder: z.string(),
  connectionString: z.string(),
  webhook: z.object({ url: z.string(), secret: z.string() }),
  allowedHosts: z.array(z.string()),
});

const logger = createLogger('test:alerting', 'info');

await runService(logger, async (signal) => {
  const { connectionString, webhook, allowedHosts, ...folders } = argumentSchema.parse(
    JSON.parse(process.argv[2] ?? '{}'),
  );
  await using alerting = await createAlerting({
    ...folders,
    eventHubs: { connectionString, consumerGroup: 'tidewatch-rules' },
    settings: { webhook, allowedHosts },
    publicUrl: null,
    logger,
    leaseTtlMs: 500,
  });
  alerting.onHealth(({ state }) => process.stdout.write(`alerting ${state}\n`));
  process.stdout.write('alerting started\n');
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
});
