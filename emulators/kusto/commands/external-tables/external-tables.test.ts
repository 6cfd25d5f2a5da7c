import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestTables } from '../../external/test-tables.ts';
import { TestServer } from '../../http/test-server.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await TestTables.start();
});
afterAll(async () => await tables[Symbol.asyncDispose]());

test('a changed or dropped definition is seen by the next query', async () => {
  await tables.put('v.csv', '1,a');
  const name = await tables.create('(n:long)', 'dataformat=csv ("v.csv")');
  expect(await tables.server.query(`external_table("${name}")`)).toEqual([[1]]);
  await tables.server.command(
    `.alter external table ${name} (n:string, s:string) kind=blob dataformat=csv ("v.csv")`,
  );
  expect(await tables.server.query(`external_table("${name}")`)).toEqual([['1', 'a']]);
  await tables.server.command(`.drop external table ${name}`);
  await expect(tables.server.query(`external_table("${name}")`)).rejects.toThrow(/SEM0100/);
  await expect(tables.server.command(`.drop external table ${name}`)).rejects.toThrow(/was not found/);
  expect((await tables.server.command(`.drop external table ${name} ifexists`)).Rows).toEqual([]);
});

test.each([
  ['kind=sql (x)', /kind 'sql'/],
  ['kind=delta ("a")', /kind 'delta'/],
  ['kind=storage partition by (d:datetime = bin(t, 1d)) dataformat=csv ("a")', /Partitions/],
  ['kind=storage dataformat=parquet ("a")', /'parquet' are not supported/],
  ['kind=storage dataformat=avro ("a")', /'avro' are not supported/],
  ['kind=storage dataformat=csv ("a") with (sampleUris=true)', /'sampleuris'/],
  ['kind=storage dataformat=csv ("a") with (includeHeaders=Some)', /'includeHeaders'/],
])('%s is refused by name', async (rest, reason) => {
  await expect(tables.server.command(`.create external table Refused (s:string) ${rest}`)).rejects.toThrow(
    reason,
  );
});

test('definitions outlive the server and are shown as Kusto shows them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kusto-external-stored-'));
  await tables.put('kept/a.csv', '1');
  const first = await TestServer.start({ folder, externalTables: tables.data });
  await first.command(
    '.create external table Kept (n:long) kind=storage dataformat=csv ("kept") with (folder="F", docString="D", fileExtension=".csv")',
  );
  await first.stop();
  await using second = await TestServer.start({ folder, externalTables: tables.data });
  expect(await second.query('external_table("Kept")')).toEqual([[1]]);
  const properties =
    '{"Format":"Csv","Compressed":false,"CompressionType":null,"FileExtension":".csv","IncludeHeaders":"None","Encoding":null,"NamePrefix":null}';
  const row = ['Kept', 'Blob', 'F', 'D', properties, ['kept'], [], ''];
  expect((await second.command('.show external tables')).Rows).toEqual([row]);
  expect((await second.command('.show external table Kept')).Rows).toEqual([row]);
  const schema = {
    Name: 'Kept',
    Folder: 'F',
    DocString: 'D',
    OrderedColumns: [{ Name: 'n', Type: 'System.Int64', CslType: 'long' }],
  };
  const shown = (await second.command('.show external table Kept schema as json')).Rows[0];
  expect([shown?.[0], JSON.parse(String(shown?.[1])), ...(shown?.slice(2) ?? [])]).toEqual([
    'Kept',
    schema,
    'NetDefaultDB',
    'F',
    'D',
  ]);
  for (const command of ['schema as csl', 'cslschema'])
    expect((await second.command(`.show external table Kept ${command}`)).Rows).toEqual([
      ['Kept', 'n:long', 'NetDefaultDB', 'F', 'D'],
    ]);
  const uri = pathToFileURL(join(tables.data, 'kept/a.csv')).href;
  expect((await second.command('.show external table Kept artifacts limit 5')).Rows).toEqual([[uri, {}, 1]]);
  const database = JSON.parse(String((await second.command('.show database schema as json')).Rows[0]?.[0]));
  expect(database.Databases.NetDefaultDB.ExternalTables).toEqual({
    Kept: { ...schema, EntityType: 'ExternalTable' },
  });
  await second.command('.drop external table Kept');
  expect((await second.command('.show external tables')).Rows).toEqual([]);
});

test('without a folder creating and querying say how to switch external tables on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kusto-external-off-'));
  const on = await TestServer.start({ folder, externalTables: tables.data });
  await on.command('.create external table Off (n:long) kind=storage dataformat=csv ("x.csv")');
  await on.stop();
  await using off = await TestServer.start({ folder });
  await expect(off.query('external_table("Off")')).rejects.toThrow(/--external-tables DIR/);
  const create = '.create external table T (n:long) kind=storage dataformat=csv ("x.csv")';
  await expect(off.command(create)).rejects.toThrow(/--external-tables DIR/);
});
