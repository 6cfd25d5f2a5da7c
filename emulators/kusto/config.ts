import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';

const megabyte = 1024 * 1024;

const schema = z.object({
  /** 0 takes a free port. */
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  host: z.string().default('127.0.0.1'),
  dataFolder: z.string().min(1).default('.data/kusto'),
  /** The folder from which external tables may read; without one they are off. */
  externalTablesFolder: z.string().min(1).optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  memoryLimitMb: z.coerce.number().int().min(64).default(512),
  /**
   * Queries that run at the same time; more wait. Each takes a thread of libuv's pool, whose size is fixed before the
   * process starts, and ingestion needs one of them.
   */
  concurrentQueries: z.coerce.number().int().min(1),
  /** Requests in work or waiting; more are answered with 429. */
  maxRequests: z.coerce.number().int().min(1).default(200),
  maxRequestBytes: z.coerce
    .number()
    .int()
    .min(1024)
    .default(64 * megabyte),
  /** Limit of a streaming ingestion request, unpacked (Kusto docs, ingest-data-streaming.md). */
  maxStreamingBytes: z.coerce
    .number()
    .int()
    .min(1024)
    .default(4 * megabyte),
});

type Environment = Readonly<Record<string, string | undefined>>;

export interface KustoConfig extends z.infer<typeof schema> {
  threads: number;
}

const names: Record<keyof z.infer<typeof schema>, string> = {
  port: '--port',
  host: '--host',
  dataFolder: '--data',
  externalTablesFolder: '--external-tables or KUSTO_EMULATOR_EXTERNAL_TABLES',
  logLevel: 'LOG_LEVEL',
  memoryLimitMb: 'KUSTO_EMULATOR_MEMORY_MB',
  concurrentQueries: 'KUSTO_EMULATOR_CONCURRENT_QUERIES',
  maxRequests: 'KUSTO_EMULATOR_MAX_REQUESTS',
  maxRequestBytes: 'KUSTO_EMULATOR_MAX_REQUEST_BYTES',
  maxStreamingBytes: 'KUSTO_EMULATOR_MAX_STREAMING_BYTES',
};

/** The configuration of the process; throws StartError naming every wrong option or variable. */
export function readConfig(
  argv: readonly string[] = process.argv.slice(2),
  env: Environment = process.env,
): KustoConfig {
  const options = readOptions(argv);
  const parsed = schema.safeParse({
    port: options.port,
    host: options.host,
    dataFolder: options.data,
    externalTablesFolder: options['external-tables'] ?? env['KUSTO_EMULATOR_EXTERNAL_TABLES'],
    logLevel: env['LOG_LEVEL'],
    memoryLimitMb: env[names.memoryLimitMb],
    concurrentQueries: env[names.concurrentQueries] ?? queriesForPool(env['UV_THREADPOOL_SIZE']),
    maxRequests: env[names.maxRequests],
    maxRequestBytes: env[names.maxRequestBytes],
    maxStreamingBytes: env[names.maxStreamingBytes],
  });
  if (parsed.success) return { ...parsed.data, threads: availableParallelism() };
  const wrong = parsed.error.issues.map(
    ({ path, message }) => `${names[String(path[0]) as keyof typeof names]}: ${message}`,
  );
  throw new StartError(`The Kusto emulator cannot start with this configuration. ${wrong.join('; ')}`);
}

/** How much the process logs; a wrong value is reported by readConfig. */
export function readLogLevel(env: Environment = process.env): KustoConfig['logLevel'] {
  return schema.shape.logLevel.catch('info').parse(env['LOG_LEVEL']);
}

type Options = Partial<Record<'port' | 'host' | 'data' | 'external-tables', string>>;

function readOptions(argv: readonly string[]): Options {
  const text = { type: 'string' } as const;
  try {
    const options = { port: text, host: text, data: text, 'external-tables': text };
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new StartError(
      `${error instanceof Error ? error.message : error}. Options: --port N --data DIR --host ADDRESS --external-tables DIR`,
    );
  }
}

/** Two threads of libuv's pool (4 unless UV_THREADPOOL_SIZE says otherwise) stay free for ingestion and files. */
function queriesForPool(poolSize: string | undefined): number {
  const size = Number(poolSize ?? 4);
  return Math.max(1, (Number.isInteger(size) ? size : 4) - 2);
}
