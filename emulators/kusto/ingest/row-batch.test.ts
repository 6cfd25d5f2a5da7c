import { expect, test } from 'vitest';
import type { CellValue } from '../encode/cells.ts';
import { parseDatetime } from '../types/datetime.ts';
import type { KustoType } from '../types/schema.ts';
import { parseMapping } from './mappings/ingestion-mapping.ts';
import { readRowBatch } from './row-batch.ts';

const allTypes = 'b:bool i:int l:long r:real d:decimal t:datetime s:timespan g:guid j:dynamic x:string';

function columnsOf(text: string): { name: string; type: KustoType }[] {
  return text.split(' ').map((pair) => {
    const [name = '', type = ''] = pair.split(':');
    return { name, type: type as KustoType };
  });
}

function rowsOf(schema: string, format: string, text: string, mapping?: object[]): CellValue[][] {
  const batch = readRowBatch({
    text,
    format,
    columns: columnsOf(schema),
    mapping: mapping === undefined ? undefined : parseMapping(JSON.stringify(mapping)),
    ignoreFirstRecord: false,
  });
  return Array.from({ length: batch.rowCount }, (_, row) =>
    batch.columns.map((column) => column[row] ?? null),
  );
}

const ticks = parseDatetime('2026-01-02T03:04:05.1234567Z');

test('csv fields become values of all types', () => {
  const line =
    'true,7,9007199254740993,1.5,0.1,2026-01-02T03:04:05.1234567Z,1.02:03:04,74BE27DE-1E4E-49D9-B579-FE0B331D3642,"{""a"":1.0}",text';
  expect(rowsOf(allTypes, 'csv', line)).toEqual([
    [
      true,
      7,
      9007199254740993n,
      1.5,
      1_000_000_000n,
      ticks,
      937_840_000_000n,
      '74be27de-1e4e-49d9-b579-fe0b331d3642',
      '{"a":1.0}',
      'text',
    ],
  ]);
});

test('json values become values of all types', () => {
  const record =
    '{"b":true,"i":7,"l":9007199254740993,"r":1.5,"d":0.1,"t":"2026-01-02T03:04:05.1234567Z","s":"1.02:03:04","g":"74be27de-1e4e-49d9-b579-fe0b331d3642","j":{"a":1.0,"b":[12345678901234567890]},"x":"text"}';
  expect(rowsOf(allTypes, 'json', record)).toEqual([
    [
      true,
      7,
      9007199254740993n,
      1.5,
      1_000_000_000n,
      ticks,
      937_840_000_000n,
      '74be27de-1e4e-49d9-b579-fe0b331d3642',
      '{"a":1.0,"b":[12345678901234567890]}',
      'text',
    ],
  ]);
});

test.each(['csv', 'json'])('what does not fit its column is null, and empty for string (%s)', (format) => {
  const empty = [null, null, null, null, null, null, null, null, null, ''];
  const bad = 'x,x,1e30,x,x,x,x,x,,';
  const badJson =
    '{"b":"x","i":3000000000,"l":1e30,"r":"x","d":"x","t":"x","s":"x","g":"x","j":null,"x":null}';
  expect(rowsOf(allTypes, format, format === 'csv' ? `${bad}\n,,,,,,,,,` : `${badJson}\n{}`)).toEqual([
    empty,
    empty,
  ]);
});

test('a string column takes any json value as text', () => {
  const records = ['{"x":1.0}', '{"x":true}', '{"x":{"a":[1]}}', '{"x":"s"}'].join('\n');
  expect(rowsOf('x:string', 'json', records).flat()).toEqual(['1.0', 'true', '{"a":[1]}', 's']);
});

test('a dynamic column takes csv text as json when it is json', () => {
  expect(rowsOf('j:dynamic', 'csv', '"[1,2]"\nplain\n5').flat()).toEqual(['[1,2]', '"plain"', '5']);
});

test('quoted csv fields hold separators, line breaks and quotes', () => {
  expect(rowsOf('a:string b:long', 'csv', '"x,\r\n""y""",1\r\nz,2')).toEqual([
    ['x,\r\n"y"', 1n],
    ['z', 2n],
  ]);
});

test.each([
  ['tsv', 'a\t1'],
  ['psv', 'a|1'],
  ['scsv', 'a;1'],
  ['sohsv', 'a\u00011'],
  ['tsve', 'a\t1'],
])('%s has its own separator', (format, text) => {
  expect(rowsOf('a:string b:long', format, text)).toEqual([['a', 1n]]);
});

test('txt is one column a line', () => {
  expect(rowsOf('a:string', 'txt', 'x,y\n"z')).toEqual([['x,y'], ['"z']]);
});

test('multijson reads objects over several lines, one after another or in an array', () => {
  const objects = '{\n "a": 1\n}\n{"a":2} [{"a":3},{"a":4}]';
  expect(rowsOf('a:long', 'multijson', objects).flat()).toEqual([1n, 2n, 3n, 4n]);
  expect(rowsOf('a:long', 'multijson', '[{"a":1},{"a":2}]').flat()).toEqual([1n, 2n]);
});

test('a mapping reads paths, constants and transforms', () => {
  const mapping = [
    { column: 'a', Properties: { Path: "$.x['y z'][1]" } },
    { Column: 't', path: '$.unix', transform: 'DateTimeFromUnixMilliseconds' },
    { column: 'c', Properties: { ConstValue: '5' } },
    { column: 'k', path: 'constant' },
    { column: 'n', transform: 'SourceLineNumber' },
    { column: 'p', path: '$.x', transform: 'DropMappedFields' },
    { column: 'q', path: '$.bags', transform: 'PropertyBagArrayToDictionary' },
  ];
  const record = '{"x":{"y z":[1,2],"w":3},"unix":1767323045123,"bags":[{"n":1},{"m":2}]}';
  expect(
    rowsOf('a:long t:datetime c:long k:string n:long p:dynamic q:dynamic u:string', 'json', record, mapping),
  ).toEqual([
    [
      2n,
      parseDatetime('2026-01-02T03:04:05.123Z'),
      5n,
      'constant',
      1n,
      '{"y z":[1,2],"w":3}',
      '{"n":1,"m":2}',
      '',
    ],
  ]);
});

test('mapped fields are dropped from the bag that holds the rest', () => {
  const mapping = [
    { column: 'a', path: '$.p.a' },
    { column: 'rest', path: '$.p', transform: 'DropMappedFields' },
  ];
  expect(rowsOf('a:long rest:dynamic', 'json', '{"p":{"a":1,"b":2}}', mapping)).toEqual([[1n, '{"b":2}']]);
});

test('a csv mapping reads by ordinal', () => {
  const mapping = [
    { column: 'b', Properties: { Ordinal: '0' } },
    { column: 'a', ordinal: 1 },
  ];
  expect(rowsOf('a:long b:string', 'csv', 'x,5', mapping)).toEqual([[5n, 'x']]);
});

test.each([
  ['an open quote', 'csv', 'a,"b'],
  ['broken json', 'json', '{"a":'],
  ['json that is no object', 'json', '[1]'],
  ['a number alone', 'multijson', '1.0'],
])('%s is malformed', (_, format, text) => {
  expect(() => rowsOf('a:string', format, text)).toThrow('The data is malformed');
});

test.each([
  ['not an array', '{}'],
  ['no column', '[{"path":"$.a"}]'],
  ['an unknown transform', '[{"column":"a","transform":"Nope"}]'],
])('a mapping that is %s is refused', (_, mapping) => {
  expect(() => parseMapping(mapping)).toThrow('The ingestion mapping is invalid');
});

test('a mapping to a column that the table has not is refused', () => {
  expect(() => rowsOf('a:long', 'json', '{}', [{ column: 'z', path: '$.z' }])).toThrow("no column 'z'");
});
