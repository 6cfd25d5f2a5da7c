import { ClientRequestProperties } from 'azure-kusto-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandRows, failureOf, queryRows } from './answers.ts';
import { type ClusterUnderTest, openClusterUnderTest } from './cluster-under-test.ts';

let cluster: ClusterUnderTest;
beforeAll(async () => {
  cluster = await openClusterUnderTest();
});
afterAll(async () => await cluster[Symbol.asyncDispose]());

function withOption(name: string, value: string | number | boolean): ClientRequestProperties {
  const properties = new ClientRequestProperties();
  properties.setOption(name, value);
  return properties;
}

test('a name that is not there is a semantic error, for good', async () => {
  const failure = await failureOf(queryRows(cluster, 'NoSuchTable_ | count'));
  expect(failure).toMatchObject({ status: 400, isPermanent: true });
  expect(failure.message).toContain('Semantic error:');
  expect(failure.message).toContain('NoSuchTable_');
});

test('a text that is no KQL is a syntax error, for good', async () => {
  const failure = await failureOf(queryRows(cluster, 'print 1 |'));
  expect(failure).toMatchObject({ status: 400, isPermanent: true });
  expect(failure.message).toContain('Syntax error:');
});

test('a database that is not there is named', async () => {
  const failure = await failureOf(cluster.client.executeQuery('NoSuchDatabase', 'print 1'));
  expect(failure.status).toBe(400);
  expect(failure.message).toContain('NoSuchDatabase');
});

test('more rows than allowed are a partial failure', async () => {
  const properties = withOption('truncationmaxrecords', 3);
  const answer = cluster.client.executeQuery(cluster.database, 'range x from 1 to 10 step 1', properties);
  await expect(answer).rejects.toThrow('E_QUERY_RESULT_SET_TOO_LARGE');
});

test('notruncation lifts the limit', async () => {
  const properties = withOption('truncationmaxrecords', 3);
  properties.setOption('notruncation', true);
  expect(await queryRows(cluster, 'range x from 1 to 10 step 1', properties)).toHaveLength(10);
});

test('query_take_max_records cuts without a failure', async () => {
  const properties = withOption('query_take_max_records', 3);
  expect(await queryRows(cluster, 'range x from 1 to 10 step 1', properties)).toHaveLength(3);
});

test('a read-only request may not change anything', async () => {
  const name = cluster.newTableName();
  const properties = withOption('request_readonly', true);
  const command = `.create table ${name} (a:long)`;
  await failureOf(cluster.client.executeMgmt(cluster.database, command, properties));
  const tables = await commandRows(cluster, '.show tables | project TableName');
  expect(tables.flat()).not.toContain(name);
});

/** Runs for minutes on any engine. */
const slowQuery = `let N = range n from 1 to 300000 step 1 | extend k = n % 3;
N | join kind=inner (N | project m = n, k) on k | summarize sum(n * m % 7)`;

test('a query is cancelled by its client request id', async () => {
  const properties = new ClientRequestProperties();
  properties.clientRequestId = `conformance;${cluster.newTableName()}`;
  const query = failureOf(cluster.client.executeQuery(cluster.database, slowQuery, properties));
  let ended = false;
  void query.finally(() => {
    ended = true;
  });
  const isRunning = async () => {
    const running = await commandRows(cluster, '.show running queries | project ClientActivityId');
    return running.flat().includes(properties.clientRequestId);
  };
  while (!ended && !(await isRunning())) await new Promise((resolve) => setTimeout(resolve, 20));
  await cluster.client.executeMgmt(cluster.database, `.cancel query "${properties.clientRequestId}"`);
  expect((await query).message).toMatch(/cancel/i);
});

test('a query that takes longer than its time is stopped', async () => {
  const properties = new ClientRequestProperties();
  properties.setTimeout(1000);
  const failure = await failureOf(cluster.client.executeQuery(cluster.database, slowQuery, properties));
  expect(failure.status).toBe(504);
});
