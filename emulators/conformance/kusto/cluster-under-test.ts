import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'azure-kusto-data';
import { startChildService } from '#shared/node/child-service.ts';

/** A Kusto database that the suite may change; disposing it closes the client and stops the emulator, if one was started. */
export interface ClusterUnderTest extends AsyncDisposable {
  connectionString: string;
  database: string;
  client: Client;
  /** A name that no other run uses. */
  newTableName(): string;
}

/**
 * The cluster of KUSTO_CONNECTION_STRING_TEST (Azure Data Explorer, Fabric, or any other) and its database
 * KUSTO_DATABASE_TEST, on which streaming ingestion must be enabled. Without the variable, an emulator of its own.
 */
export async function openClusterUnderTest(): Promise<ClusterUnderTest> {
  const external = process.env.KUSTO_CONNECTION_STRING_TEST;
  if (!external) return await startEmulator();
  const database = process.env.KUSTO_DATABASE_TEST;
  if (!database) throw new Error('KUSTO_DATABASE_TEST is not set.');
  return connect(external, database, async () => {});
}

async function startEmulator(): Promise<ClusterUnderTest> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kusto-conformance-'));
  const emulator = await startChildService({
    entry: 'emulators/kusto/main.ts',
    args: ['--port', '0', '--data', folder],
    env: { UV_THREADPOOL_SIZE: '16' },
    ready: /^kusto ready /,
  });
  return connect(emulator.readyLine.replace('kusto ready ', ''), 'NetDefaultDB', async () => {
    await emulator[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
}

function connect(connectionString: string, database: string, stop: () => Promise<void>): ClusterUnderTest {
  const client = new Client(connectionString);
  return {
    connectionString,
    database,
    client,
    newTableName: () => `Conformance_${randomUUID().replaceAll('-', '')}`,
    [Symbol.asyncDispose]: async () => {
      client.close();
      await stop();
    },
  };
}
