import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient, type InStatement, type ResultSet } from '@libsql/client/sqlite3';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { AppError } from '#shared/errors.ts';
import { makeFolder } from '#shared/node/make-folder.ts';
import { migrations } from './migrations.ts';

const busyTimeoutMs = 5_000;

/**
 * The server's own database: one file, several processes. Every commit is on the disk before `write` returns. Several
 * statements are only ever sent as one batch: libSQL runs it without giving way, so a transaction never waits for the
 * rest of this process. Whoever opened it closes it.
 */
export interface Database extends Disposable {
  readonly orm: LibSQLDatabase;
  /** Runs all statements in one transaction, or none. */
  write(statements: InStatement[]): Promise<ResultSet[]>;
  read(statement: InStatement): Promise<ResultSet>;
}

/** Opens the file, making it when missing, and brings its tables up to date. */
export async function openDatabase(file: string): Promise<Database> {
  await makeFolder(path.dirname(file));
  // One connection, so that the settings below hold for every statement.
  const client = createClient({ url: pathToFileURL(file).href, concurrency: 1, timeout: busyTimeoutMs });
  try {
    await client.execute('PRAGMA journal_mode = WAL');
    await client.execute('PRAGMA synchronous = FULL');
    await migrate(client, file);
  } catch (error) {
    client.close();
    throw error;
  }
  return {
    orm: drizzle(client),
    write: (statements) => client.batch(statements, 'write'),
    read: (statement) => client.execute(statement),
    [Symbol.dispose]: () => client.close(),
  };
}

async function migrate(client: Client, file: string): Promise<void> {
  const found = await versionOf(client);
  if (found > migrations.length) {
    const message = `${file} was written by a newer Tidewatch: its tables have version ${found}, this one knows ${migrations.length}. Start the newer one.`;
    throw new AppError('unsupported', message);
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < found) continue;
    try {
      await client.batch([...statements, `PRAGMA user_version = ${index + 1}`], 'write');
    } catch (error) {
      // Another process may have done the same in the meantime.
      if ((await versionOf(client)) <= index) throw error;
    }
  }
}

async function versionOf(client: Client): Promise<number> {
  const result = await client.execute('PRAGMA user_version');
  return Number(result.rows[0]?.[0] ?? 0);
}

/** A query built with drizzle, as one statement of a batch. */
export function statementOf(query: { toSQL(): { sql: string; params: unknown[] } }): InStatement {
  const { sql: text, params } = query.toSQL();
  return { sql: text, args: params as Extract<InStatement, { args?: unknown }>['args'] };
}
