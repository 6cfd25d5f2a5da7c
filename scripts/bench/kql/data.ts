import type { DuckDBConnection } from '@duckdb/node-api';
import {
  physicalSchemaName,
  qualifiedTable,
  quoteIdentifier,
  tableDefinition,
} from '#emulators/kusto/types/physical.ts';
import type { CatalogSnapshot, ColumnSchema, TableSchema } from '#emulators/kusto/types/schema.ts';

export const database = 'Bench';

/** Events start here, 2026-01-01, in ticks. */
const startTicks = 639_028_224_000_000_000n;
/** All tables cover 30 days. */
const spanTicks = 25_920_000_000_000n;

function columns(text: string): ColumnSchema[] {
  return text.split(', ').map((part) => {
    const [name = '', type = 'string'] = part.split(':');
    return { name, type: type as ColumnSchema['type'] };
  });
}

function table(name: string, text: string): TableSchema {
  return { name, columns: columns(text), folder: '', docString: '' };
}

const readings = table(
  'Readings',
  'Timestamp:datetime, Device:string, Site:string, Status:string, Value:real, Count:long, Message:string',
);
const devices = table('Devices', 'Device:string, Model:string, Region:string');
const events = table('Events', 'Timestamp:datetime, Device:string, Data:dynamic');

/** The schema of the benchmark, as the engine's catalog gives it. */
export const catalog: CatalogSnapshot = {
  version: 1,
  databases: new Map([
    [
      database,
      {
        name: database,
        prettyName: database,
        tables: new Map([readings, devices, events].map((schema) => [schema.name, schema])),
        functions: new Map(),
        materializedViews: new Map(),
        externalTables: new Map(),
      },
    ],
  ]),
};

/** Fills the tables: `rows` readings of 1,000 devices at 50 sites in the order of their time, a tenth as many events. */
export async function loadTables(connection: DuckDBConnection, rows: number): Promise<void> {
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(physicalSchemaName(database))}`);
  await load(connection, readings, readingsSql(rows));
  await load(connection, devices, devicesSql);
  await load(connection, events, eventsSql(Math.max(1, Math.floor(rows / 10))));
}

async function load(connection: DuckDBConnection, schema: TableSchema, select: string): Promise<void> {
  const name = qualifiedTable(database, schema.name);
  await connection.run(`CREATE TABLE ${name} (${tableDefinition(schema.columns)})`);
  await connection.run(`INSERT INTO ${name} ${select}`);
}

function readingsSql(rows: number): string {
  const stepTicks = spanTicks / BigInt(rows);
  return `SELECT ${startTicks} + i * ${stepTicks}, printf('device-%04d', device), printf('site-%02d', device % 50),
      CASE WHEN h % 1000 < 970 THEN 'ok' WHEN h % 1000 < 995 THEN 'warning' ELSE 'error' END,
      CASE WHEN h % 97 = 0 THEN NULL ELSE 20 + (h % 10000) / 1000.0 + device % 7 END, h % 500,
      'GET /api/items/' || (h % 20000) || ' returned ' || CASE WHEN h % 50 = 0 THEN '500' ELSE '200' END || ' in '
        || (h % 900) || ' ms from 10.0.' || (device % 256) || '.' || (h % 250),
      ${startTicks} + i * ${stepTicks}
    FROM (SELECT i, (hash(i) % 1000000007)::BIGINT AS h, (hash(i * 31 + 7) % 1000)::BIGINT AS device FROM range(${rows}) AS r(i))`;
}

const devicesSql = `SELECT printf('device-%04d', i), 'model-' || (i % 12), 'region-' || (i % 5), NULL FROM range(1000) AS r(i)`;

function eventsSql(rows: number): string {
  const stepTicks = spanTicks / BigInt(rows);
  return `SELECT ${startTicks} + i * ${stepTicks}, printf('device-%04d', h % 1000),
      json_object('kind', 'kind-' || (h % 20), 'reading', json_object('temperature', 15 + (h % 300) / 10.0, 'unit', 'C'),
        'tags', json_array('t' || (h % 5), 'u' || (h % 3))),
      ${startTicks} + i * ${stepTicks}
    FROM (SELECT i, (hash(i) % 1000000007)::BIGINT AS h FROM range(${rows}) AS r(i))`;
}
