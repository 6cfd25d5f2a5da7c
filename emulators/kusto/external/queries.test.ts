import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestTables } from './test-tables.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await TestTables.start();
});
afterAll(async () => await tables[Symbol.asyncDispose]());

test('a mapping that the query names fills the columns', async () => {
  await tables.put('mapped.json', '{"a":{"b":7},"t":1700000000}\n');
  const name = await tables.create('(Value:long, At:datetime, Line:long)', 'dataformat=json ("mapped.json")');
  const mapping = [
    { Column: 'Value', Properties: { Path: '$.a.b' } },
    { Column: 'At', Properties: { Path: '$.t', Transform: 'DateTimeFromUnixSeconds' } },
    { Column: 'Line', Properties: { Transform: 'SourceLineNumber' } },
  ];
  await tables.server.command(`.create external table ${name} json mapping "M" '${JSON.stringify(mapping)}'`);
  expect(await tables.server.query(`external_table("${name}", "M")`)).toEqual([
    [7, '2023-11-14T22:13:20Z', 1],
  ]);
  expect(await tables.server.query(`external_table("${name}")`)).toEqual([[null, null, null]]);
  const shown = await tables.server.command(`.show external table ${name} mappings`);
  expect(shown.Rows.map((row) => row.slice(0, 2))).toEqual([['M', 'Json']]);
  await tables.server.command(`.drop external table ${name} mapping "M"`);
  await expect(tables.server.query(`external_table("${name}", "M")`)).rejects.toThrow(/has no mapping 'M'/);
});

test('external tables take part in joins, unions, functions, subqueries and plugins', async () => {
  await tables.put('facts.csv', '1,one,"{""k"":5}"\n2,two,"{""k"":6}"\n');
  const name = await tables.create('(n:long, s:string, bag:dynamic)', 'dataformat=csv ("facts.csv")');
  await tables.server.command(
    `.create-or-alter function Facts(least:long) { external_table("${name}") | where n >= least }`,
  );
  expect(await tables.server.query('Facts(2) | project s')).toEqual([['two']]);
  const joined = `range n from 1 to 3 step 1 | join kind=inner (external_table("${name}")) on n | project n, s | order by n asc`;
  expect(await tables.server.query(joined)).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
  expect(
    await tables.server.query(`union external_table("${name}"), (print n = 9) | summarize sum(n)`),
  ).toEqual([[12]]);
  expect(
    await tables.server.query(`let name = "${name}"; print toscalar(external_table(name) | count)`),
  ).toEqual([[2]]);
  expect(
    await tables.server.query(`external_table("${name}") | evaluate bag_unpack(bag) | summarize sum(k)`),
  ).toEqual([[11]]);
  expect(await tables.server.query(`database("NetDefaultDB").external_table("${name}") | count`)).toEqual([
    [2],
  ]);
  const applied = `print l = dynamic([1,2]) | mv-apply n = l to typeof(long) on (join kind=inner (external_table("${name}")) on n | project s) | project s | order by s asc`;
  expect(await tables.server.query(applied)).toEqual([['one'], ['two']]);
});

test('columns that a query does not want change nothing about the others', async () => {
  await tables.put('some.csv', 'x,1,0.5,2024-01-01\ny,2,1.5,2024-01-02\n');
  await tables.put(
    'some.json',
    '{"s":"x","n":1,"m":0.5,"t":"2024-01-01"}\n{"s":"y","n":2,"m":1.5,"t":"2024-01-02"}\n',
  );
  const schema = '(s:string, n:long, m:decimal, t:datetime)';
  for (const format of ['csv', 'json']) {
    const name = await tables.create(schema, `dataformat=${format} ("some.${format}")`);
    const read = (query: string) => tables.server.query(`external_table("${name}") | ${query}`);
    expect(await read('count')).toEqual([[2]]);
    expect(await read('project t, n | sort by n asc')).toEqual([
      ['2024-01-01T00:00:00Z', 1],
      ['2024-01-02T00:00:00Z', 2],
    ]);
    expect(await read('where n == 2 | project s, m')).toEqual([['y', '1.5']]);
    expect(await read('take 1')).toEqual([['x', 1, '0.5', '2024-01-01T00:00:00Z']]);
    expect(await read('take 0')).toEqual([]);
    await tables.server.command(
      `.create external table ${name} mapping "M" '[{"Column":"n","Properties":{"Path":"$.n","Ordinal":1}},{"Column":"s","Properties":{"Path":"$.t","Ordinal":3}}]'`,
    );
    expect(await tables.server.query(`external_table("${name}", "M") | project s | sort by s asc`)).toEqual([
      ['2024-01-01'],
      ['2024-01-02'],
    ]);
  }
});

test('a query that has its rows leaves files that cannot be read alone', async () => {
  await tables.put('first/a.csv', '1\n2\n');
  await tables.put('first/b.csv', '"3');
  expect(await tables.rowsOf('(n:long)', 'dataformat=csv ("first")', '| take 2')).toEqual([[1], [2]]);
});

test('an update policy cannot read external tables', async () => {
  await tables.put('policy.csv', '1');
  const name = await tables.create('(n:long)', 'dataformat=csv ("policy.csv")');
  await tables.server.command('.create table Source (n:long)');
  await tables.server.command('.create table Target (n:long)');
  const policy = [
    { IsEnabled: true, Source: 'Source', Query: `external_table("${name}")`, IsTransactional: true },
  ];
  const command = `.alter table Target policy update @'${JSON.stringify(policy)}'`;
  await expect(tables.server.command(command)).rejects.toThrow(/cannot read external tables/);
});

test('only external_table() finds an external table', async () => {
  await tables.put('x.csv', '1');
  const name = await tables.create('(n:long)', 'dataformat=csv ("x.csv")');
  await tables.server.command('.create table Plain (n:long)');
  for (const query of [`table("${name}")`, name, 'external_table("Plain")', 'external_table("Missing")'])
    await expect(tables.server.query(query)).rejects.toThrow(/SEM0100/);
  await expect(tables.server.command(`.create table ${name} (n:long)`)).rejects.toThrow(/already exists/);
  await expect(tables.server.query(`external_table(strcat("${name}"))`)).rejects.toThrow(/computed name/);
});
