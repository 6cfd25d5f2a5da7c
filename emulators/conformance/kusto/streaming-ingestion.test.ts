import { Readable } from 'node:stream';
import { DataFormat, IngestionProperties, StreamingIngestClient } from 'azure-kusto-ingest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandRows, failureOf, queryRows } from './answers.ts';
import { type ClusterUnderTest, openClusterUnderTest } from './cluster-under-test.ts';

let cluster: ClusterUnderTest;
let table: string;
let ingest: StreamingIngestClient;
const columns =
  'n:long, b:bool, i:int, r:real, d:decimal, t:datetime, s:timespan, g:guid, j:dynamic, x:string';

beforeAll(async () => {
  cluster = await openClusterUnderTest();
  table = cluster.newTableName();
  await commandRows(cluster, `.create table ${table} (${columns})`);
  await commandRows(cluster, `.alter table ${table} policy streamingingestion enable`);
  const mapping = columns.split(', ').map((column) => {
    const name = column.split(':')[0] ?? '';
    return { column: name, Properties: { Path: `$.${name}` } };
  });
  await commandRows(
    cluster,
    `.create table ${table} ingestion json mapping 'all' '${JSON.stringify(mapping)}'`,
  );
  const unix = [
    { column: 'n', Properties: { Path: "$.body['the number']" } },
    { column: 't', Properties: { Path: '$.unixMs', Transform: 'DateTimeFromUnixMilliseconds' } },
    { column: 'x', Properties: { ConstValue: 'constant' } },
  ];
  const text = JSON.stringify(unix).replaceAll("'", "\\'");
  await commandRows(cluster, `.create table ${table} ingestion json mapping 'unix' '${text}'`);
  await commandRows(cluster, '.clear database cache streamingingestion schema');
  ingest = new StreamingIngestClient(cluster.connectionString);
});
afterAll(async () => {
  await commandRows(cluster, `.drop table ${table} ifexists`);
  ingest.close();
  await cluster[Symbol.asyncDispose]();
});

async function send(
  text: string,
  properties: { format: DataFormat; ingestionMappingReference?: string },
): Promise<unknown> {
  const stream = Readable.from([Buffer.from(text)]);
  return await ingest.ingestFromStream(
    stream,
    new IngestionProperties({ database: cluster.database, table, ...properties }),
  );
}

/** A row that no other test writes. */
async function rowsOf(numbers: string, project: string): Promise<unknown[][]> {
  return await queryRows(cluster, `${table} | where n in (${numbers}) | order by n asc | project ${project}`);
}

test('json values of all types come back as they were sent', async () => {
  const record = {
    n: 1,
    b: true,
    i: -7,
    r: 1.5,
    d: '2.25',
    t: '2016-05-04T03:02:01.1234567Z',
    s: '1.02:03:04',
    g: '74be27de-1e4e-49d9-b579-fe0b331d3642',
    j: { a: [1, 'b'] },
    x: 'text',
  };
  await send(`${JSON.stringify(record)}\n{"n":2}\n`, {
    format: DataFormat.JSON,
    ingestionMappingReference: 'all',
  });
  expect(await rowsOf('1, 2', 'n, b, i, r, d, t, s, g, j, x')).toEqual([
    Object.values(record),
    [2, null, null, null, null, null, null, null, null, ''],
  ]);
});

test('csv values of all types come back as they were sent', async () => {
  await send(
    '3,true,-7,1.5,2.25,2016-05-04T03:02:01.1234567Z,1.02:03:04,74be27de-1e4e-49d9-b579-fe0b331d3642,"{""a"":1}","a ""text"""\n',
    {
      format: DataFormat.CSV,
    },
  );
  expect(await rowsOf('3', 'b, i, r, d, t, s, g, j, x')).toEqual([
    [
      true,
      -7,
      1.5,
      '2.25',
      '2016-05-04T03:02:01.1234567Z',
      '1.02:03:04',
      '74be27de-1e4e-49d9-b579-fe0b331d3642',
      { a: 1 },
      'a "text"',
    ],
  ]);
});

test('a mapping reads paths, Unix times and constants', async () => {
  const record = { body: { 'the number': 4 }, unixMs: 1_700_000_000_123 };
  await send(JSON.stringify(record), { format: DataFormat.MULTIJSON, ingestionMappingReference: 'unix' });
  expect(await rowsOf('4', 't, x')).toEqual([['2023-11-14T22:13:20.123Z', 'constant']]);
});

test('integers keep all their digits', async () => {
  await send('{"n":9007199254740993}', { format: DataFormat.JSON, ingestionMappingReference: 'all' });
  expect(await queryRows(cluster, `${table} | where n == 9007199254740993 | project tostring(n)`)).toEqual([
    ['9007199254740993'],
  ]);
});

test('rows have an ingestion time', async () => {
  const before = new Date();
  await send('5\n', { format: DataFormat.CSV });
  const [[time]] = (await rowsOf('5', 'ingestion_time()')) as [[string]];
  expect(Math.abs(Date.parse(time) - before.getTime())).toBeLessThan(60_000);
});

test('data that cannot be read is refused for good and leaves nothing behind', async () => {
  const failure = await failureOf(
    send('{"n":6}\nthis is not json\n', { format: DataFormat.JSON, ingestionMappingReference: 'all' }),
  );
  expect(failure).toMatchObject({ status: 400, isPermanent: true });
  expect(await rowsOf('6', 'n')).toEqual([]);
});

test('a mapping that is not there is named', async () => {
  const properties = { format: DataFormat.JSON, ingestionMappingReference: 'nowhere' };
  const failure = await failureOf(send('{"n":7}', properties));
  expect(failure).toMatchObject({ status: 400, isPermanent: true });
  expect(failure.message).toContain('nowhere');
});
