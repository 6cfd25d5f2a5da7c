import path from 'node:path';
import { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';
import { alertEnvironment, readAlertSettings } from './alerts/alert-settings.ts';

const emptyIsUnset = (value: unknown) => (value === '' ? undefined : value);
const text = z.preprocess(emptyIsUnset, z.string().optional());

const emulatorKey = 'SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE';

const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  HOST: text.default('127.0.0.1'),
  PORT: z.preprocess(emptyIsUnset, z.coerce.number().int().min(0).max(65_535).default(3_000)),
  DATA_DIR: text.default('.data'),
  DEFINITIONS_DIR: text.default('kql'),
  KUSTO_CONNECTION_STRING: text.default('Data Source=http://127.0.0.1:8080'),
  KUSTO_DATABASE: text.default('Tidewatch'),
  QUERY_TIMEOUT_MS: z.preprocess(
    emptyIsUnset,
    z.coerce.number().int().min(1_000).max(240_000).default(30_000),
  ),
  QUERY_CONCURRENCY: z.preprocess(emptyIsUnset, z.coerce.number().int().min(1).max(100).default(4)),
  EVENT_HUBS_CONNECTION_STRING: text
    .default(`Endpoint=sb://127.0.0.1:5672;${emulatorKey};UseDevelopmentEmulator=true`)
    .refine((value) => /(^|;)\s*Endpoint=sb:\/\//i.test(value), 'has no Endpoint=sb://…'),
  RULES_CONSUMER_GROUP: text.default('tidewatch-rules'),
  CHANGE_NOTICE_TOKEN: z.preprocess(
    emptyIsUnset,
    z.string().min(16, 'must have at least 16 characters').optional(),
  ),
  PUBLIC_URL: z.preprocess(
    emptyIsUnset,
    z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  ),
  LOG_LEVEL: z
    .preprocess(
      emptyIsUnset,
      z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
    )
    .default('info'),
  ...alertEnvironment,
});

export type ServerConfig = ReturnType<typeof readConfig>;

/** The server's settings. Throws StartError that names every wrong variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success)
    throw wrongVariables(
      parsed.error.issues.map(({ path: [name], message }) => ({ name: String(name), message })),
    );
  const given = parsed.data;
  const alerts = readAlertSettings(given);
  if (!alerts.ok) throw wrongVariables([{ name: alerts.variable, message: alerts.message }]);
  checkHost(given.HOST);
  return {
    mode: given.NODE_ENV === 'production' ? ('production' as const) : ('development' as const),
    host: given.HOST,
    port: given.PORT,
    dataFolder: path.resolve(given.DATA_DIR, 'server'),
    dashboardsFolder: path.resolve(given.DEFINITIONS_DIR, 'dashboards'),
    rulesFolder: path.resolve(given.DEFINITIONS_DIR, 'rules'),
    kusto: {
      connectionString: given.KUSTO_CONNECTION_STRING,
      database: given.KUSTO_DATABASE,
      queryTimeoutMs: given.QUERY_TIMEOUT_MS,
      queryConcurrency: given.QUERY_CONCURRENCY,
    },
    eventHubs: {
      connectionString: given.EVENT_HUBS_CONNECTION_STRING,
      consumerGroup: given.RULES_CONSUMER_GROUP,
    },
    /** Null: change notices are not taken, tables are watched by query. */
    changeNoticeToken: given.CHANGE_NOTICE_TOKEN ?? null,
    publicUrl: given.PUBLIC_URL === undefined ? null : new URL(given.PUBLIC_URL),
    logLevel: given.LOG_LEVEL,
    alerts: alerts.settings,
  };
}

function wrongVariables(wrong: { name: string; message: string }[]): StartError {
  const lines = wrong.map(({ name, message }) => `  ${name}: ${message}`);
  return new StartError(`These environment variables are wrong:\n${lines.join('\n')}`);
}

function checkHost(host: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
  if (isLoopback) return;
  throw new StartError(
    `HOST is ${host}: the server listens on loopback only (127.0.0.1, ::1 or localhost), because it has no sign-in yet.`,
  );
}
