import { expect, test } from 'vitest';
import { parseDatetime } from '../types/datetime.ts';
import type { KustoType } from '../types/schema.ts';
import { rowEncoder } from './cell-json.ts';
import type { CellValue } from './cells.ts';
import { visualizationJson } from './visualization.ts';

test.each<[KustoType, CellValue, string]>([
  ['bool', true, 'true'],
  ['int', -7, '-7'],
  ['long', 9223372036854775807n, '9223372036854775807'],
  ['real', 32, '32.0'],
  ['real', 1e300, '1e+300'],
  ['real', 0.1, '0.1'],
  ['real', Number.NaN, '"NaN"'],
  ['real', Number.NEGATIVE_INFINITY, '"-Infinity"'],
  ['decimal', '2.0001', '"2.0001"'],
  ['datetime', parseDatetime('2018-07-01'), '"2018-07-01T00:00:00Z"'],
  ['datetime', parseDatetime('2018-07-01T10:20:30.1200000Z'), '"2018-07-01T10:20:30.12Z"'],
  ['datetime', parseDatetime('9999-12-31T23:59:59.9999999Z'), '"9999-12-31T23:59:59.9999999Z"'],
  ['datetime', 0n, '"0001-01-01T00:00:00Z"'],
  ['timespan', 0n, '"00:00:00"'],
  ['timespan', -432_000_000_000n, '"-12:00:00"'],
  ['timespan', 1_314_551_230_000n, '"1.12:30:55.1230000"'],
  ['guid', '74BE27DE-1E4E-49D9-B579-FE0B331D3642', '"74be27de-1e4e-49d9-b579-fe0b331d3642"'],
  ['dynamic', '{"a":[1,"b"]}', '{"a":[1,"b"]}'],
  ['dynamic', '{\n"a": 1}', '{ "a": 1}'],
  ['dynamic', '"text"', '"text"'],
  ['string', 'a "b"\n', '"a \\"b\\"\\n"'],
  ['string', null, '""'],
  ['long', null, 'null'],
  ['dynamic', null, 'null'],
])('a %s %s is written as %s', (type, value, json) => {
  expect(rowEncoder([type])([value])).toBe(`[${json}]`);
});

test('a result without render has a visualization of nulls', () => {
  expect(JSON.parse(visualizationJson(null))).toMatchObject({
    Visualization: null,
    Title: null,
    Ymin: 'NaN',
    Xmin: null,
  });
});

test('the properties of render are found whatever their case', () => {
  const json = visualizationJson({
    visualization: 'timechart',
    properties: { title: 'A', ycolumns: 'a,b', Kind: 'stacked' },
  });
  expect(JSON.parse(json)).toMatchObject({
    Visualization: 'timechart',
    Title: 'A',
    YColumns: 'a,b',
    Kind: 'stacked',
  });
});
