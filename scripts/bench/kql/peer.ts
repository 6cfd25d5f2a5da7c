import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';

/** ClickHouse in this process, over copies of the same tables. */
export interface Peer {
  run(sql: string): void;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Chdb {
  Session: new () => { query(sql: string, format: string): string; cleanup(): void };
}

/** The tables as ClickHouse has them, instants as its own type and not as ticks, and what they are filled with. */
const copies: { name: string; columns: string; order: string; select: string }[] = [
  {
    name: 'Readings',
    columns:
      'Timestamp DateTime64(6), Device String, Site String, Status String, Value Nullable(Float64), Count Int64, Message String',
    order: 'Timestamp',
    select: `SELECT make_timestamp(("Timestamp" - 621355968000000000) // 10) AS "Timestamp", "Device", "Site", "Status", "Value", "Count", "Message" FROM "Bench$1"."Readings$1"`,
  },
  {
    name: 'Devices',
    columns: 'Device String, Model String, Region String',
    order: 'Device',
    select: `SELECT "Device", "Model", "Region" FROM "Bench$1"."Devices$1"`,
  },
  {
    name: 'Events',
    columns: 'Timestamp DateTime64(6), Device String, Data String',
    order: 'Timestamp',
    select: `SELECT make_timestamp(("Timestamp" - 621355968000000000) // 10) AS "Timestamp", "Device", CAST("Data" AS VARCHAR) AS "Data" FROM "Bench$1"."Events$1"`,
  },
];

/** Null when the optional package is not there. */
export async function openPeer(connection: DuckDBConnection): Promise<Peer | null> {
  const chdb = await loadChdb();
  if (chdb === null) return null;
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-bench-'));
  const session = new chdb.Session();
  for (const { name, columns, order, select } of copies) {
    const file = join(folder, `${name}.parquet`);
    await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
    session.query(`CREATE TABLE ${name} (${columns}) ENGINE = MergeTree ORDER BY ${order}`, 'Null');
    session.query(`INSERT INTO ${name} SELECT * FROM file('${file}', Parquet)`, 'Null');
  }
  return {
    run: (sql) => void session.query(sql, 'JSONCompact'),
    async [Symbol.asyncDispose]() {
      session.cleanup();
      await rm(folder, { recursive: true });
    },
  };
}

async function loadChdb(): Promise<Chdb | null> {
  // Not in the manifest: it is half a gigabyte, and only this comparison uses it.
  const name = 'chdb';
  try {
    return (await import(name)) as Chdb;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
