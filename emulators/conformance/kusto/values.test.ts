import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstTable, queryRows, rawRows } from './answers.ts';
import { type ClusterUnderTest, openClusterUnderTest } from './cluster-under-test.ts';

let cluster: ClusterUnderTest;
beforeAll(async () => {
  cluster = await openClusterUnderTest();
});
afterAll(async () => await cluster[Symbol.asyncDispose]());

const schema =
  'b:bool, i:int, l:long, r:real, d:decimal, t:datetime, s:timespan, g:guid, j:dynamic, x:string';
const values =
  'true, int(-7), long(42), 1.5, decimal(2.0000000001), datetime(2016-05-04T03:02:01.1234567Z), time(1.02:03:04.5670000), guid(74be27de-1e4e-49d9-b579-fe0b331d3642), dynamic({"a":[1,"b",null]}), "text"';
const nulls =
  'bool(null), int(null), long(null), real(null), decimal(null), datetime(null), timespan(null), guid(null), dynamic(null), ""';

test('values and nulls of all ten types come in one table', async () => {
  const answer = await cluster.client.executeQuery(
    cluster.database,
    `datatable(n:int, ${schema})[1, ${nulls}, 2, ${values}] | order by n asc | project-away n`,
  );
  const table = firstTable(answer);
  expect(table.columns.map(({ name, type }) => `${name}:${type}`).join(', ')).toBe(schema);
  expect(rawRows(table)).toEqual([
    [null, null, null, null, null, null, null, null, null, ''],
    [
      true,
      -7,
      42,
      1.5,
      '2.0000000001',
      '2016-05-04T03:02:01.1234567Z',
      '1.02:03:04.5670000',
      '74be27de-1e4e-49d9-b579-fe0b331d3642',
      { a: [1, 'b', null] },
      'text',
    ],
  ]);
});

test('the reals that JSON has not come as text', async () => {
  expect(await queryRows(cluster, 'print real(nan), real(+inf), real(-inf)')).toEqual([
    ['NaN', 'Infinity', '-Infinity'],
  ]);
});

test('fractions of seconds have seven digits at most and no zeros at their end', async () => {
  const kql = 'print datetime(2018-07-01), datetime(2018-07-01T00:00:00.12), 0s, -12h, 14d, 1tick';
  expect(await queryRows(cluster, kql)).toEqual([
    [
      '2018-07-01T00:00:00Z',
      '2018-07-01T00:00:00.12Z',
      '00:00:00',
      '-12:00:00',
      '14.00:00:00',
      '00:00:00.0000001',
    ],
  ]);
});

test('a dynamic value keeps its kind: text stays text, numbers stay numbers', async () => {
  expect(await queryRows(cluster, `print dynamic("[1]"), dynamic([1]), dynamic(5), dynamic(true)`)).toEqual([
    ['[1]', [1], 5, true],
  ]);
});

test('the SDK reads datetimes and timespans', async () => {
  const answer = await cluster.client.executeQuery(
    cluster.database,
    'print t=datetime(2020-01-02T03:04:05Z), s=90s',
  );
  const [row] = [...firstTable(answer).rows()];
  expect(row?.getValueAt(0)).toEqual(new Date('2020-01-02T03:04:05Z'));
  expect(row?.getValueAt(1)).toBe(90_000);
});

test('two statements give two results, in their order', async () => {
  const answer = await cluster.client.executeQuery(cluster.database, 'print a=1; print b="x", c=2');
  expect(answer.primaryResults.map(rawRows)).toEqual([[[1]], [['x', 2]]]);
});

test('v1 answers carry the same rows', async () => {
  const answer = await cluster.client.executeQueryV1(cluster.database, 'print a=1, b=datetime(2020-01-01)');
  expect(rawRows(firstTable(answer))).toEqual([[1, '2020-01-01T00:00:00Z']]);
});

test('render is told in the properties of the answer', async () => {
  const answer = await cluster.client.executeQuery(
    cluster.database,
    'range x from 1 to 2 step 1 | extend y=x | render linechart with (title="A title")',
  );
  const properties = answer.tables.find((table) => table.name === '@ExtendedProperties');
  const text = String(properties === undefined ? '' : rawRows(properties)[0]?.[2]);
  expect(JSON.parse(text)).toMatchObject({ Visualization: 'linechart', Title: 'A title' });
});
