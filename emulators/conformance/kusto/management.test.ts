import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandRows, failureOf, firstTable, queryRows, rawRows } from './answers.ts';
import { type ClusterUnderTest, openClusterUnderTest } from './cluster-under-test.ts';

let cluster: ClusterUnderTest;
let table: string;
beforeAll(async () => {
  cluster = await openClusterUnderTest();
  table = cluster.newTableName();
});
afterAll(async () => {
  await commandRows(cluster, `.drop table ${table} ifexists`);
  await cluster[Symbol.asyncDispose]();
});

test('create-merge adds columns at the end and keeps the others', async () => {
  await commandRows(cluster, `.create-merge table ${table} (a:long, b:string)`);
  await commandRows(cluster, `.create-merge table ${table} (b:string, c:datetime)`);
  const rows = await commandRows(cluster, `.show table ${table} cslschema`);
  expect(rows[0]?.[1]).toBe('a:long,b:string,c:datetime');
});

test('a column may not change its type by create-merge', async () => {
  const failure = await failureOf(commandRows(cluster, `.create-merge table ${table} (a:string)`));
  expect(failure).toMatchObject({ status: 400, isPermanent: true });
});

test('inline data is stored and read back', async () => {
  await commandRows(cluster, `.ingest inline into table ${table} <|\n1,one,2020-01-01\n2,"two, ""quoted""",`);
  expect(await queryRows(cluster, `${table} | order by a asc | project a, b, c`)).toEqual([
    [1, 'one', '2020-01-01T00:00:00Z'],
    [2, 'two, "quoted"', null],
  ]);
});

test('a command is a source of a query', async () => {
  const rows = await commandRows(
    cluster,
    `.show tables | where TableName == '${table}' | project TableName, DatabaseName`,
  );
  expect(rows).toEqual([[table, cluster.database]]);
});

test('several statements behind a command give several results', async () => {
  const command = '.show databases | project A="1" | take 1; datatable(b:int)[3] | project A="2" | take 1';
  const answer = await cluster.client.executeMgmt(cluster.database, command);
  expect(answer.primaryResults.map(rawRows)).toEqual([[['1']], [['2']]]);
});

test('policies are stored and shown', async () => {
  await commandRows(
    cluster,
    `.alter-merge table ${table} policy retention softdelete = 10d recoverability = enabled`,
  );
  const rows = await commandRows(cluster, `.show table ${table} policy retention`);
  expect(rows[0]?.[0]).toBe('RetentionPolicy');
  expect(JSON.parse(String(rows[0]?.[2]))).toMatchObject({
    SoftDeletePeriod: '10.00:00:00',
    Recoverability: 'Enabled',
  });
});

test('a stored function is called by its name', async () => {
  const name = `${table}_F`;
  await commandRows(
    cluster,
    `.create-or-alter function with (docstring="doc") ${name}(n:long) { ${table} | where a >= n }`,
  );
  expect(await queryRows(cluster, `${name}(2) | count`)).toEqual([[1]]);
  const shown = await commandRows(cluster, `.show function ${name}`);
  expect(shown[0]?.slice(0, 2)).toEqual([name, '(n:long)']);
  await commandRows(cluster, `.drop function ${name}`);
});

test('the result of a query is appended to a table, or takes the place of its rows', async () => {
  const copy = `${table}_copy`;
  await commandRows(cluster, `.set-or-append ${copy} <| ${table} | project a`);
  await commandRows(cluster, `.set-or-append ${copy} <| print a=long(9)`);
  expect(await queryRows(cluster, `${copy} | summarize count(), sum(a)`)).toEqual([[3, 12]]);
  await commandRows(cluster, `.set-or-replace ${copy} <| print a=long(5)`);
  expect(await queryRows(cluster, copy)).toEqual([[5]]);
  await commandRows(cluster, `.drop table ${copy}`);
});

test('a script runs its commands in order and tells of each', async () => {
  const script = `.execute database script with (ThrowOnErrors=true) <|
// comments and empty lines are between commands

.create-merge table ${table} (a:long, b:string, c:datetime)

.alter table ${table} policy streamingingestion enable
.show tables
`;
  const answer = await cluster.client.executeMgmt(cluster.database, script);
  const result = firstTable(answer);
  expect(result.columns.map(({ name }) => name)).toEqual([
    'OperationId',
    'CommandType',
    'CommandText',
    'Result',
    'Reason',
  ]);
  expect(rawRows(result).map((row) => row[3])).toEqual(['Completed', 'Completed', 'Skipped']);
});

test('the schema as JSON has every table with its columns', async () => {
  const rows = await commandRows(cluster, `.show database ${cluster.database} schema as json`);
  const schema = JSON.parse(String(rows[0]?.[0])) as {
    Databases: Record<string, { Tables: Record<string, { OrderedColumns: unknown[] }> }>;
  };
  expect(schema.Databases[cluster.database]?.Tables[table]?.OrderedColumns).toMatchObject([
    { Name: 'a', Type: 'System.Int64', CslType: 'long' },
    { Name: 'b', Type: 'System.String', CslType: 'string' },
    { Name: 'c', Type: 'System.DateTime', CslType: 'datetime' },
  ]);
});

test('a dropped table is gone', async () => {
  const name = cluster.newTableName();
  await commandRows(cluster, `.create table ${name} (a:long)`);
  await commandRows(cluster, `.drop table ${name}`);
  await failureOf(queryRows(cluster, name));
  await failureOf(commandRows(cluster, `.drop table ${name}`));
  await commandRows(cluster, `.drop table ${name} ifexists`);
});
