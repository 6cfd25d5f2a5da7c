import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';
import { defaultHubs, type HubConfig, readHubConfigs } from './hub-config.ts';

export interface BrokerConfig {
  /** 0 takes a free port. */
  port: number;
  dataFolder: string;
  hubs: readonly HubConfig[];
  logLevel: string;
}

/** Port of the official emulator and of AMQP without TLS. */
const defaultPort = 5672;

const optionsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(defaultPort),
  data: z.string().min(1),
  config: z.string().min(1).optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const usage = 'Usage: event-hubs [--port N] [--data DIR] [--config FILE]';

/** Reads the command line and the environment (DATA_DIR, LOG_LEVEL). Throws StartError naming what is wrong. */
export async function readConfig(argv: readonly string[]): Promise<BrokerConfig> {
  const { port, data, config } = readArguments(argv);
  const options = optionsSchema.safeParse({
    port,
    data: data ?? path.join(process.env.DATA_DIR || '.data', 'event-hubs'),
    config,
    logLevel: process.env.LOG_LEVEL || undefined,
  });
  if (!options.success) {
    const [issue] = options.error.issues;
    throw new StartError(`The option ${issue?.path.join('.')} is wrong: ${issue?.message}. ${usage}`);
  }
  return {
    port: options.data.port,
    dataFolder: path.resolve(options.data.data),
    hubs: options.data.config === undefined ? defaultHubs : await readHubConfigs(options.data.config),
    logLevel: options.data.logLevel,
  };
}

function readArguments(argv: readonly string[]): { port?: string; data?: string; config?: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { port: { type: 'string' }, data: { type: 'string' }, config: { type: 'string' } },
    });
    return values;
  } catch (error) {
    throw new StartError(`${(error as Error).message}. ${usage}`);
  }
}
