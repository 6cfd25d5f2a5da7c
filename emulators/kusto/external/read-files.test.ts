import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestTables } from './test-tables.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await TestTables.start();
});
afterAll(async () => await tables[Symbol.asyncDispose]());

const everyType =
  '(b:bool, i:int, l:long, r:real, m:decimal, d:datetime, t:timespan, g:guid, j:dynamic, s:string)';

const everyTypeCsv = [
  'true,1,9007199254740993,1.5,1.25,2024-01-02T03:04:05.1234567Z,01:02:03,74be27de-1e4e-49d9-b579-fe0b331d3642,"{""a"":[1]}","x, ""y"""',
  ',,,,,,,,,',
  'no,1.5,99999999999999999999,nan,-0.5,yesterday,2d,74be,text,\u00fc',
].join('\r\n');

test('values become what ingestion makes of them, type by type', async () => {
  await tables.put('types/a.csv', everyTypeCsv);
  await tables.server.command(`.create table Types ${everyType}`);
  await tables.server.ingest('Types', 'csv', everyTypeCsv);
  const expected = await tables.server.query('Types');
  const given = await tables.rowsOf(everyType, 'dataformat=csv ("types")');
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

let ingested = 0;

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
  ingested += 1;
  const table = `Ingested${ingested}`;
  const schema = /txt|raw/.test(format) ? '(s:string)' : '(n:long, s:string)';
  await tables.put(`formats/${ingested}.data`, text);
  await tables.server.command(`.create table ${table} ${schema}`);
  await tables.server.ingest(table, format, text);
  const expected = await tables.server.query(table);
  expect(expected).not.toEqual([]);
  expect(await tables.rowsOf(schema, `dataformat=${format} ("formats/${ingested}.data")`)).toEqual(expected);
});

test('a folder is read with the folders in it, files of the wanted names only', async () => {
  await tables.put('log/2024/part-1.csv', 'a\n');
  await tables.put('log/part-2.csv', 'b\n');
  await tables.put('log/part-3.txt', 'c\n');
  await tables.put('log/other.csv', 'd\n');
  const wanted = `dataformat=csv ("log") with (namePrefix="part-", fileExtension=".csv")`;
  expect(await tables.rowsOf('(s:string)', wanted, '| order by s asc')).toEqual([['a'], ['b']]);
});

test('several connection strings are read together, the URL of a file in the folder among them', async () => {
  await tables.put('one.csv', '1');
  await tables.put('two.csv', '2');
  const url = pathToFileURL(join(tables.data, 'two.csv')).href;
  const rows = await tables.rowsOf('(n:long)', `dataformat=csv (h@"one.csv", '${url}')`, '| order by n asc');
  expect(rows).toEqual([[1], [2]]);
});

test('headings are left out of all files, of the first of each folder, or of none', async () => {
  await tables.put('headed/a.csv', 'n\n1\n');
  await tables.put('headed/b.csv', '2\n3\n');
  await tables.put('headed/in/c.csv', 'n\n4\n');
  const sum = (headers: string) =>
    tables.rowsOf(
      '(n:long)',
      `dataformat=csv ("headed") with (includeHeaders=${headers})`,
      '| summarize count(), sum(n)',
    );
  expect(await sum('None')).toEqual([[6, 10]]);
  expect(await sum('FirstFile')).toEqual([[4, 10]]);
  expect(await sum('All')).toEqual([[3, 8]]);
});

test('gzip is unpacked, whatever the name of the file', async () => {
  await tables.put('packed.data', gzipSync('1\n2\n'));
  expect(await tables.rowsOf('(n:long)', 'dataformat=csv ("packed.data")')).toEqual([[1], [2]]);
});

test('records that lie across the parts of a large file are whole', async () => {
  const text = Array.from({ length: 30_000 }, (_, n) => `${n},"line ${n}\n""ü"",\ufeff"`).join('\n');
  await tables.put('large.csv', text);
  const rows = await tables.rowsOf(
    '(n:long, s:string)',
    'dataformat=csv ("large.csv")',
    '| summarize count(), countif(s == strcat("line ", n, "\\n\\"ü\\",\ufeff")), dcount(n)',
  );
  expect(rows[0]?.slice(0, 2)).toEqual([30_000, 30_000]);
});

test('a file that cannot be read as records is named with its record', async () => {
  await tables.put('bad/a.csv', '1\n2\n');
  await tables.put('bad/b.csv', '3\n"4\n');
  await expect(tables.rowsOf('(n:long)', 'dataformat=csv ("bad")')).rejects.toThrow(
    /file 'bad\/b\.csv': The data is malformed: record 2: a quoted field is not closed/,
  );
  await tables.put('latin.csv', new Uint8Array([0xff, 0x31]));
  await expect(tables.rowsOf('(n:long)', 'dataformat=csv ("latin.csv")')).rejects.toThrow(/not valid UTF-8/);
  await tables.put('cut.csv', gzipSync('1\n2\n').subarray(0, 15));
  await expect(tables.rowsOf('(n:long)', 'dataformat=csv ("cut.csv")')).rejects.toThrow(/not valid gzip/);
});

test('a record without an end is refused, not held', async () => {
  await tables.put('endless.csv', gzipSync(`"${'x'.repeat(20_000_000)}`));
  await expect(tables.rowsOf('(s:string)', 'dataformat=csv ("endless.csv")')).rejects.toThrow(
    /16 million characters/,
  );
});

test('a file that is not there is named', async () => {
  await expect(tables.rowsOf('(n:long)', 'dataformat=csv ("gone.csv")')).rejects.toThrow(
    /'gone\.csv' cannot be read: there is no such file or folder/,
  );
  const command =
    '.create external table Gone (n:long) kind=storage dataformat=csv ("gone") with (validateNotEmpty=true)';
  await expect(tables.server.command(command)).rejects.toThrow(/no such file or folder/);
});
