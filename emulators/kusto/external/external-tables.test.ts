import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestServer } from '../http/test-server.ts';
import { ExternalFolder } from './external-folder.ts';

let base: string;
let data: string;
let server: TestServer;
let tables = 0;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'kusto-external-'));
  data = join(base, 'data');
  await mkdir(data);
  await writeFile(join(base, 'secret.txt'), 'SECRET');
  server = await TestServer.start({ externalTables: data });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(base, { recursive: true, force: true });
});

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(data, path, '..'), { recursive: true });
  await writeFile(join(data, path), content);
}

/** Makes an external table and returns its name. */
async function external(schema: string, rest: string): Promise<string> {
  tables += 1;
  const name = `E${tables}`;
  await server.command(`.create external table ${name} ${schema} kind=storage ${rest}`);
  return name;
}

async function rowsOf(schema: string, rest: string, query = ''): Promise<unknown[][]> {
  return await server.query(`external_table("${await external(schema, rest)}") ${query}`);
}

const everyType =
  '(b:bool, i:int, l:long, r:real, m:decimal, d:datetime, t:timespan, g:guid, j:dynamic, s:string)';
const everyTypeCsv = [
  'true,1,9007199254740993,1.5,1.25,2024-01-02T03:04:05.1234567Z,01:02:03,74be27de-1e4e-49d9-b579-fe0b331d3642,"{""a"":[1]}","x, ""y"""',
  ',,,,,,,,,',
  'no,1.5,99999999999999999999,nan,-0.5,yesterday,2d,74be,text,\u00fc',
].join('\r\n');

test('values become what ingestion makes of them, type by type', async () => {
  await put('types/a.csv', everyTypeCsv);
  await server.command(`.create table Types ${everyType}`);
  await server.ingest('Types', 'csv', everyTypeCsv);
  const expected = await server.query('Types');
  const given = await rowsOf(everyType, 'dataformat=csv ("types")');
  expect(given).toEqual(expected);
  expect(given[0]?.slice(3)).toEqual([
    1.5,
    '1.25',
    '2024-01-02T03:04:05.1234567Z',
    '01:02:03',
    '74be27de-1e4e-49d9-b579-fe0b331d3642',
    { a: [1] },
    'x, "y"',
  ]);
});

test.each([
  ['csv', '1,"a"\n2,b\n'],
  ['tsv', '1\ta\n2\tb'],
  ['tsve', '1\ta\\tz\n2\tb'],
  ['psv', '1|a\n2|b'],
  ['scsv', '1;a\n2;b'],
  ['sohsv', '1\u0001a\n2\u0001b'],
  ['txt', '1\n2'],
  ['raw', 'all of\nit'],
  ['json', '{"n":1,"s":"a"}\n{"s":"b","n":2}\n'],
  ['multijson', '[{"n":1,\n"s":"a"},{"n":2,"s":"b"}]'],
  ['multijson', '{"n":1,\n"s":"a"}\n{"n":2,"s":"b"}'],
  ['singlejson', '{"n":1,\n"s":"a"}'],
])('%s is read as it is ingested', async (format, text) => {
  tables += 1;
  const table = `Ingested${tables}`;
  const schema = /txt|raw/.test(format) ? '(s:string)' : '(n:long, s:string)';
  await put(`formats/${tables}.data`, text);
  await server.command(`.create table ${table} ${schema}`);
  await server.ingest(table, format, text);
  const expected = await server.query(table);
  expect(expected).not.toEqual([]);
  expect(await rowsOf(schema, `dataformat=${format} ("formats/${tables}.data")`)).toEqual(expected);
});

test('a folder is read with the folders in it, files of the wanted names only', async () => {
  await put('log/2024/part-1.csv', 'a\n');
  await put('log/part-2.csv', 'b\n');
  await put('log/part-3.txt', 'c\n');
  await put('log/other.csv', 'd\n');
  const wanted = `dataformat=csv ("log") with (namePrefix="part-", fileExtension=".csv")`;
  expect(await rowsOf('(s:string)', wanted, '| order by s asc')).toEqual([['a'], ['b']]);
});

test('several connection strings are read together, the URL of a file in the folder among them', async () => {
  await put('one.csv', '1');
  await put('two.csv', '2');
  const url = pathToFileURL(join(data, 'two.csv')).href;
  const rows = await rowsOf('(n:long)', `dataformat=csv (h@"one.csv", '${url}')`, '| order by n asc');
  expect(rows).toEqual([[1], [2]]);
});

test('headings are left out of all files, of the first of each folder, or of none', async () => {
  await put('headed/a.csv', 'n\n1\n');
  await put('headed/b.csv', '2\n3\n');
  await put('headed/in/c.csv', 'n\n4\n');
  const sum = (headers: string) =>
    rowsOf(
      '(n:long)',
      `dataformat=csv ("headed") with (includeHeaders=${headers})`,
      '| summarize count(), sum(n)',
    );
  expect(await sum('None')).toEqual([[6, 10]]);
  expect(await sum('FirstFile')).toEqual([[4, 10]]);
  expect(await sum('All')).toEqual([[3, 8]]);
});

test('gzip is unpacked, whatever the name of the file', async () => {
  await put('packed.data', gzipSync('1\n2\n'));
  expect(await rowsOf('(n:long)', 'dataformat=csv ("packed.data")')).toEqual([[1], [2]]);
});

test('records that lie across the parts of a large file are whole', async () => {
  const text = Array.from({ length: 30_000 }, (_, n) => `${n},"line ${n}\n""ü"",\ufeff"`).join('\n');
  await put('large.csv', text);
  const rows = await rowsOf(
    '(n:long, s:string)',
    'dataformat=csv ("large.csv")',
    '| summarize count(), countif(s == strcat("line ", n, "\\n\\"ü\\",\ufeff")), dcount(n)',
  );
  expect(rows[0]?.slice(0, 2)).toEqual([30_000, 30_000]);
});

test('a mapping that the query names fills the columns', async () => {
  await put('mapped.json', '{"a":{"b":7},"t":1700000000}\n');
  const name = await external('(Value:long, At:datetime, Line:long)', 'dataformat=json ("mapped.json")');
  const mapping = [
    { Column: 'Value', Properties: { Path: '$.a.b' } },
    { Column: 'At', Properties: { Path: '$.t', Transform: 'DateTimeFromUnixSeconds' } },
    { Column: 'Line', Properties: { Transform: 'SourceLineNumber' } },
  ];
  await server.command(`.create external table ${name} json mapping "M" '${JSON.stringify(mapping)}'`);
  expect(await server.query(`external_table("${name}", "M")`)).toEqual([[7, '2023-11-14T22:13:20Z', 1]]);
  expect(await server.query(`external_table("${name}")`)).toEqual([[null, null, null]]);
  const shown = await server.command(`.show external table ${name} mappings`);
  expect(shown.Rows.map((row) => row.slice(0, 2))).toEqual([['M', 'Json']]);
  await server.command(`.drop external table ${name} mapping "M"`);
  await expect(server.query(`external_table("${name}", "M")`)).rejects.toThrow(/has no mapping 'M'/);
});

test('external tables take part in joins, unions, functions, subqueries and plugins', async () => {
  await put('facts.csv', '1,one,"{""k"":5}"\n2,two,"{""k"":6}"\n');
  const name = await external('(n:long, s:string, bag:dynamic)', 'dataformat=csv ("facts.csv")');
  await server.command(
    `.create-or-alter function Facts(least:long) { external_table("${name}") | where n >= least }`,
  );
  expect(await server.query('Facts(2) | project s')).toEqual([['two']]);
  const joined = `range n from 1 to 3 step 1 | join kind=inner (external_table("${name}")) on n | project n, s | order by n asc`;
  expect(await server.query(joined)).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
  expect(await server.query(`union external_table("${name}"), (print n = 9) | summarize sum(n)`)).toEqual([
    [12],
  ]);
  expect(await server.query(`let name = "${name}"; print toscalar(external_table(name) | count)`)).toEqual([
    [2],
  ]);
  expect(
    await server.query(`external_table("${name}") | evaluate bag_unpack(bag) | summarize sum(k)`),
  ).toEqual([[11]]);
  expect(await server.query(`database("NetDefaultDB").external_table("${name}") | count`)).toEqual([[2]]);
  const applied = `print l = dynamic([1,2]) | mv-apply n = l to typeof(long) on (join kind=inner (external_table("${name}")) on n | project s) | project s | order by s asc`;
  expect(await server.query(applied)).toEqual([['one'], ['two']]);
});

test('columns that a query does not want change nothing about the others', async () => {
  await put('some.csv', 'x,1,0.5,2024-01-01\ny,2,1.5,2024-01-02\n');
  await put(
    'some.json',
    '{"s":"x","n":1,"m":0.5,"t":"2024-01-01"}\n{"s":"y","n":2,"m":1.5,"t":"2024-01-02"}\n',
  );
  const schema = '(s:string, n:long, m:decimal, t:datetime)';
  for (const format of ['csv', 'json']) {
    const name = await external(schema, `dataformat=${format} ("some.${format}")`);
    const read = (query: string) => server.query(`external_table("${name}") | ${query}`);
    expect(await read('count')).toEqual([[2]]);
    expect(await read('project t, n | sort by n asc')).toEqual([
      ['2024-01-01T00:00:00Z', 1],
      ['2024-01-02T00:00:00Z', 2],
    ]);
    expect(await read('where n == 2 | project s, m')).toEqual([['y', '1.5']]);
    expect(await read('take 1')).toEqual([['x', 1, '0.5', '2024-01-01T00:00:00Z']]);
    expect(await read('take 0')).toEqual([]);
    await server.command(
      `.create external table ${name} mapping "M" '[{"Column":"n","Properties":{"Path":"$.n","Ordinal":1}},{"Column":"s","Properties":{"Path":"$.t","Ordinal":3}}]'`,
    );
    expect(await server.query(`external_table("${name}", "M") | project s | sort by s asc`)).toEqual([
      ['2024-01-01'],
      ['2024-01-02'],
    ]);
  }
});

test('a query that has its rows leaves files that cannot be read alone', async () => {
  await put('first/a.csv', '1\n2\n');
  await put('first/b.csv', '"3');
  expect(await rowsOf('(n:long)', 'dataformat=csv ("first")', '| take 2')).toEqual([[1], [2]]);
});

test('an update policy cannot read external tables', async () => {
  await put('policy.csv', '1');
  const name = await external('(n:long)', 'dataformat=csv ("policy.csv")');
  await server.command('.create table Source (n:long)');
  await server.command('.create table Target (n:long)');
  const policy = [
    { IsEnabled: true, Source: 'Source', Query: `external_table("${name}")`, IsTransactional: true },
  ];
  const command = `.alter table Target policy update @'${JSON.stringify(policy)}'`;
  await expect(server.command(command)).rejects.toThrow(/cannot read external tables/);
});

test('only external_table() finds an external table', async () => {
  await put('x.csv', '1');
  const name = await external('(n:long)', 'dataformat=csv ("x.csv")');
  await server.command('.create table Plain (n:long)');
  for (const query of [`table("${name}")`, name, 'external_table("Plain")', 'external_table("Missing")'])
    await expect(server.query(query)).rejects.toThrow(/SEM0100/);
  await expect(server.command(`.create table ${name} (n:long)`)).rejects.toThrow(/already exists/);
  await expect(server.query(`external_table(strcat("${name}"))`)).rejects.toThrow(/computed name/);
});

test('a changed or dropped definition is seen by the next query', async () => {
  await put('v.csv', '1,a');
  const name = await external('(n:long)', 'dataformat=csv ("v.csv")');
  expect(await server.query(`external_table("${name}")`)).toEqual([[1]]);
  await server.command(
    `.alter external table ${name} (n:string, s:string) kind=blob dataformat=csv ("v.csv")`,
  );
  expect(await server.query(`external_table("${name}")`)).toEqual([['1', 'a']]);
  await server.command(`.drop external table ${name}`);
  await expect(server.query(`external_table("${name}")`)).rejects.toThrow(/SEM0100/);
  await expect(server.command(`.drop external table ${name}`)).rejects.toThrow(/was not found/);
  expect((await server.command(`.drop external table ${name} ifexists`)).Rows).toEqual([]);
});

test('a file that cannot be read as records is named with its record', async () => {
  await put('bad/a.csv', '1\n2\n');
  await put('bad/b.csv', '3\n"4\n');
  await expect(rowsOf('(n:long)', 'dataformat=csv ("bad")')).rejects.toThrow(
    /file 'bad\/b\.csv': The data is malformed: record 2: a quoted field is not closed/,
  );
  await put('latin.csv', new Uint8Array([0xff, 0x31]));
  await expect(rowsOf('(n:long)', 'dataformat=csv ("latin.csv")')).rejects.toThrow(/not valid UTF-8/);
  await put('cut.csv', gzipSync('1\n2\n').subarray(0, 15));
  await expect(rowsOf('(n:long)', 'dataformat=csv ("cut.csv")')).rejects.toThrow(/not valid gzip/);
});

test('a record without an end is refused, not held', async () => {
  await put('endless.csv', gzipSync(`"${'x'.repeat(20_000_000)}`));
  await expect(rowsOf('(s:string)', 'dataformat=csv ("endless.csv")')).rejects.toThrow(
    /16 million characters/,
  );
});

test('a file that is not there is named', async () => {
  await expect(rowsOf('(n:long)', 'dataformat=csv ("gone.csv")')).rejects.toThrow(
    /'gone\.csv' cannot be read: there is no such file or folder/,
  );
  const command =
    '.create external table Gone (n:long) kind=storage dataformat=csv ("gone") with (validateNotEmpty=true)';
  await expect(server.command(command)).rejects.toThrow(/no such file or folder/);
});

test.each([
  ['https://account.blob.core.windows.net/c;key', /'https:' is not read/],
  ['abfss://fs@account.dfs.core.windows.net/p', /'abfss:' is not read/],
  ['/etc/passwd', /not in that folder/],
  ['file:///etc/passwd', /not in that folder/],
  ['file://host/etc/passwd', /not the URL of a local file|not in that folder/],
  ['file:///%2e%2e/etc/passwd', /not in that folder/],
  ['FILE:///etc/passwd', /not in that folder/],
  ['file:///a%00b', /control characters|local file/],
  ['file:///a%2fb', /not the URL of a local file/],
  ['..', /'\.\.' is not followed/],
  ['../secret.txt', /'\.\.' is not followed/],
  ['a/../../secret.txt', /'\.\.' is not followed/],
  ['a/..', /'\.\.' is not followed/],
  ['..\\\\secret.txt', /'\.\.' is not followed/],
  ['a\\\\b', /backslash/],
  ['C:\\\\secret.txt', /'c:' is not read/],
  ['a\\u0000b', /control characters/],
  ['', /empty/],
  [' ', /empty/],
  ['x'.repeat(5000), /too long/],
])('the connection string %j is refused', async (text, reason) => {
  const command = `.create external table Hostile (s:string) kind=storage dataformat=txt ("${text}")`;
  await expect(server.command(command)).rejects.toThrow(reason);
  await expect(server.command(command)).rejects.toThrow(/Allowed are paths relative to/);
});

test.each([
  'secret.txt',
  '..%2fsecret.txt',
  '%2e%2e/secret.txt',
  '~/secret.txt',
  '$HOME',
  '*',
  'read_text(1)',
  'a;b',
])('the path %j means a file of that very name', async (path) => {
  await expect(rowsOf('(s:string)', `dataformat=txt ("${path}")`)).rejects.toThrow(/no such file or folder/);
});

test('symbolic links are followed inside of the folder and nowhere else', async () => {
  await put('links/real.txt', 'inside');
  await symlink('real.txt', join(data, 'links/alias.txt'));
  expect(await rowsOf('(s:string)', 'dataformat=txt ("links/alias.txt")')).toEqual([['inside']]);
  await symlink(join(base, 'secret.txt'), join(data, 'links/out.txt'));
  await symlink(base, join(data, 'links/up'));
  await symlink('/proc/self/root', join(data, 'links/root'));
  for (const path of ['links/out.txt', 'links/up', 'links/up/secret.txt', 'links/root/etc/hostname', 'links'])
    await expect(rowsOf('(s:string)', `dataformat=txt ("${path}")`)).rejects.toThrow(
      /leads out of the folder/,
    );
});

test('what is no plain file is not opened', async () => {
  await put('special/a.csv', '1');
  execFileSync('mkfifo', [join(data, 'special/pipe.csv')]);
  expect(await rowsOf('(n:long)', 'dataformat=csv ("special")')).toEqual([[1]]);
  await expect(rowsOf('(n:long)', 'dataformat=csv ("special/pipe.csv")')).rejects.toThrow(
    /neither a file nor a folder/,
  );
  const folder = await ExternalFolder.open(data, server.folder);
  await expect(folder.open('special/pipe.csv')).rejects.toThrow(/not a plain file/);
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
  await expect(server.command(`.create external table Refused (s:string) ${rest}`)).rejects.toThrow(reason);
});

test('definitions outlive the server and are shown as Kusto shows them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kusto-external-stored-'));
  await put('kept/a.csv', '1');
  const first = await TestServer.start({ folder, externalTables: data });
  await first.command(
    '.create external table Kept (n:long) kind=storage dataformat=csv ("kept") with (folder="F", docString="D", fileExtension=".csv")',
  );
  await first.stop();
  await using second = await TestServer.start({ folder, externalTables: data });
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
  const uri = pathToFileURL(join(data, 'kept/a.csv')).href;
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
  const on = await TestServer.start({ folder, externalTables: data });
  await on.command('.create external table Off (n:long) kind=storage dataformat=csv ("x.csv")');
  await on.stop();
  await using off = await TestServer.start({ folder });
  await expect(off.query('external_table("Off")')).rejects.toThrow(/--external-tables DIR/);
  const create = '.create external table T (n:long) kind=storage dataformat=csv ("x.csv")';
  await expect(off.command(create)).rejects.toThrow(/--external-tables DIR/);
});

test('a folder that holds the data of the emulator is refused at the start', async () => {
  await expect(TestServer.start({ folder: join(data, 'inner'), externalTables: data })).rejects.toThrow(
    /holds the emulator's data folder/,
  );
  await expect(TestServer.start({ externalTables: join(base, 'none') })).rejects.toThrow(/does not exist/);
});
