import type { SchemaScript } from '#kql/schema/parse-schema.ts';
import { AppError, isTransient } from '#shared/errors.ts';
import type { Logger } from '#shared/node/logger.ts';
import { StartError } from '#shared/node/run-service.ts';
import { retryDelayMs, waitMs } from '../retry-delay.ts';
import type { KustoConnection } from './kusto-connection.ts';

export interface SchemaTask {
  connection: Pick<KustoConnection, 'command'>;
  database: string;
  schema: SchemaScript;
  logger: Logger;
}

const pace = { firstMs: 200, longestMs: 3_000 };

/**
 * Makes the database and its tables, mappings and policies what the schema says; may be repeated. Waits while Kusto does
 * not answer. Throws StartError when it refuses a command.
 */
export async function applySchema(task: SchemaTask, signal: AbortSignal): Promise<void> {
  const { connection, database, schema, logger } = task;
  await ensureDatabase(task, signal);
  for (const { text, file, line } of schema.commands) {
    await run(task, signal, async () => await connection.command(database, text), `${file}, line ${line}`);
  }
  // Otherwise nodes of a cluster may take up to five minutes to see the change (Kusto docs, ingest-data-streaming.md).
  const clear = '.clear database cache streamingingestion schema';
  await run(task, signal, async () => await connection.command(database, clear), clear);
  logger.info({ event: 'schema.applied', database, tables: schema.tables.length });
}

async function ensureDatabase(task: SchemaTask, signal: AbortSignal): Promise<void> {
  const { connection, database, logger } = task;
  const names = await run(
    task,
    signal,
    async () => await connection.command('NetDefaultDB', '.show databases'),
    `The database ${database}`,
  );
  if (names.some(([name]) => String(name).toLowerCase() === database.toLowerCase())) return;
  const create = `.create database ['${database}'] ifnotexists`;
  await run(
    task,
    signal,
    async () => await connection.command('NetDefaultDB', create),
    `There is no database ${database}, and it can't be created here (create it first)`,
  );
  logger.info({ event: 'database.created', database });
}

async function run<T>(
  task: SchemaTask,
  signal: AbortSignal,
  act: () => Promise<T>,
  what: string,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!isTransient(error.code)) throw new StartError(`${what}: ${error.message}`, { cause: error });
      if (failures === 1) task.logger.warn({ event: 'kusto.awaited', reason: error.message });
      await waitMs(retryDelayMs(pace, failures, Math.random), signal);
    }
  }
}
