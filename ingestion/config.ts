import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';

const emptyIsUnset = (value: unknown) => (value === '' ? undefined : value);
const text = z.preprocess(emptyIsUnset, z.string().optional());
const number = (least: number, most: number, usual: number) =>
  z.preprocess(emptyIsUnset, z.coerce.number().int().min(least).max(most).default(usual));

const emulatorKey = 'SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE';
const hubPattern = /^[\w.-]{1,256}$/;

const environmentSchema = z.object({
  EVENT_HUBS_CONNECTION_STRING: text
    .default(`Endpoint=sb://127.0.0.1:5672;${emulatorKey};UseDevelopmentEmulator=true`)
    .refine((value) => /(^|;)\s*Endpoint=sb:\/\//i.test(value), 'has no Endpoint=sb://…'),
  EVENT_HUB_NAME: text
    .default('telemetry,earthquakes,sensors')
    .transform((value) => value.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => hubPattern.test(name)), 'is not a list of event hubs, a,b'),
  EVENT_HUB_TABLES: text
    .default('earthquakes=Earthquakes,sensors=SensorReadings')
    .transform((value) => value.split(',').filter(Boolean))
    .refine((pairs) => pairs.every((pair) => /^[\w.-]+=\w+$/.test(pair)), 'is not a list hub=Table,hub=Table')
    .transform((pairs) => new Map(pairs.map((pair) => pair.split('=') as [string, string]))),
  EVENT_HUB_CONSUMER_GROUP: text.default('tidewatch-ingestion'),
  KUSTO_CONNECTION_STRING: text
    .default('Data Source=http://127.0.0.1:8080')
    .refine((value) => /(^|=)\s*https?:\/\/[^\s;]/i.test(value), 'has no Data Source=https://…'),
  KUSTO_DATABASE: text
    .default('Tidewatch')
    .refine((name) => /^[\w .-]{1,260}$/.test(name), 'is not the name of a database'),
  DATA_DIR: text.default('.data'),
  DEFINITIONS_DIR: text.default('kql'),
  SERVER_URL: z.preprocess(
    emptyIsUnset,
    z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).default('http://127.0.0.1:3000'),
  ),
  CHANGE_NOTICE_TOKEN: z.preprocess(
    emptyIsUnset,
    z.string().min(16, 'must have at least 16 characters').optional(),
  ),
  CHECKPOINT_CONNECTION_STRING: text.refine(
    (value) => value === undefined,
    'is not supported: checkpoints are files in DATA_DIR; leave it unset',
  ),
  INGESTION_WORKER_ID: text.default(hostname()),
  INGESTION_LATENCY_MS: number(0, 60_000, 50),
  INGESTION_TIMEOUT_MS: number(1_000, 240_000, 10_000),
  LOG_LEVEL: z
    .preprocess(
      emptyIsUnset,
      z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
    )
    .default('info'),
});

export type IngestionConfig = ReturnType<typeof readConfig>;

/** The worker's settings. Throws StartError that names every wrong variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path: [name], message }) => `  ${String(name)}: ${message}`);
    throw new StartError(`These environment variables are wrong:\n${lines.join('\n')}`);
  }
  const given = parsed.data;
  return {
    eventHubs: {
      connectionString: given.EVENT_HUBS_CONNECTION_STRING,
      consumerGroup: given.EVENT_HUB_CONSUMER_GROUP,
      hubs: [...new Set(given.EVENT_HUB_NAME)],
      /** The table of the events of a hub that name none. */
      tableOfHub: given.EVENT_HUB_TABLES,
    },
    kusto: {
      connectionString: given.KUSTO_CONNECTION_STRING,
      database: given.KUSTO_DATABASE,
      timeoutMs: given.INGESTION_TIMEOUT_MS,
    },
    schemaFolder: path.resolve(given.DEFINITIONS_DIR, 'schema'),
    progressFolder: path.resolve(given.DATA_DIR, 'ingestion'),
    /** Null: the server is not told, it watches the tables by query. */
    notices:
      given.CHANGE_NOTICE_TOKEN === undefined
        ? null
        : { serverUrl: given.SERVER_URL, token: given.CHANGE_NOTICE_TOKEN },
    workerId: given.INGESTION_WORKER_ID,
    latencyMs: given.INGESTION_LATENCY_MS,
    logLevel: given.LOG_LEVEL,
  };
}
