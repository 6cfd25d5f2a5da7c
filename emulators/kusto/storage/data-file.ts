import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { makeFolder } from '#shared/node/make-folder.ts';
import { StartError } from '#shared/node/run-service.ts';

export interface DataFileOptions {
  /** Folder of the data file; made when it is missing. */
  folder: string;
  memoryLimitMb: number;
  threads: number;
}

/** Version of our own tables in the file; a file of a later version is refused. */
const formatVersion = 1;

/**
 * Opens the DuckDB file that holds every database. Commits are in the write-ahead log with fsync before they return.
 * External access is off, the configuration locked and spilling to disk off: SQL made from a query can reach nothing
 * but this file. Throws StartError for a file that is locked, damaged, newer or not writable.
 */
export async function openDataFile(options: DataFileOptions): Promise<DuckDBInstance> {
  await prepareFolder(options.folder);
  const path = join(options.folder, 'kusto.duckdb');
  const instance = await openInstance(path, options);
  try {
    const connection = await instance.connect();
    await lockDown(connection);
    await checkFormat(connection, path);
    connection.closeSync();
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new StartError(`The data folder ${folder} cannot be made or written: ${reasonOf(error)}.`);
  }
}

async function openInstance(path: string, options: DataFileOptions): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, {
      threads: String(options.threads),
      memory_limit: `${options.memoryLimitMb}MB`,
      temp_directory: '',
      // Gives freed memory back to the system; otherwise the process keeps up to three times the limit.
      allocator_background_threads: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
  } catch (error) {
    throw new StartError(explainOpenFailure(path, reasonOf(error)), { cause: error });
  }
}

function explainOpenFailure(path: string, reason: string): string {
  if (/lock/i.test(reason))
    return `The data file ${path} is in use by another process; stop it or choose another --data folder.`;
  if (/version number|newer version/i.test(reason))
    return `The data file ${path} was written by a newer version of the emulator.`;
  if (/permission denied|read-only|cannot open file|EACCES/i.test(reason))
    return `The data file ${path} cannot be opened for writing.`;
  return `The data file ${path} is damaged or not a Kusto emulator file (${reason.split('\n')[0]}).`;
}

async function lockDown(connection: DuckDBConnection): Promise<void> {
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function checkFormat(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS "$system"');
  await connection.run('CREATE TABLE IF NOT EXISTS "$system".format (version INTEGER)');
  const stored = await connection.runAndReadAll('SELECT version FROM "$system".format');
  const version = stored.getRows()[0]?.[0];
  if (version === undefined) {
    await connection.run(`INSERT INTO "$system".format VALUES (${formatVersion})`);
  } else if (Number(version) > formatVersion) {
    throw new StartError(`The data file ${path} was written by a newer version of the emulator.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
