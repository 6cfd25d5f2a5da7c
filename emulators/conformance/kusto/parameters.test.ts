import { ClientRequestProperties } from 'azure-kusto-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf, queryRows } from './answers.ts';
import { type ClusterUnderTest, openClusterUnderTest } from './cluster-under-test.ts';

let cluster: ClusterUnderTest;
beforeAll(async () => {
  cluster = await openClusterUnderTest();
});
afterAll(async () => await cluster[Symbol.asyncDispose]());

function withParameters(parameters: Record<string, unknown>): ClientRequestProperties {
  const properties = new ClientRequestProperties();
  for (const [name, value] of Object.entries(parameters)) properties.setParameter(name, value);
  return properties;
}

test.each([
  ['bool', 'true', true],
  ['int', 'int(-7)', -7],
  ['long', 42, 42],
  ['real', 1.5, 1.5],
  ['decimal', 'decimal(1.25)', '1.25'],
  ['datetime', 'datetime(1970-05-11)', '1970-05-11T00:00:00Z'],
  ['timespan', 'timespan(1.02:03:04)', '1.02:03:04'],
  ['guid', 'guid(74be27de-1e4e-49d9-b579-fe0b331d3642)', '74be27de-1e4e-49d9-b579-fe0b331d3642'],
  ['dynamic', 'dynamic({"a":[1]})', { a: [1] }],
  ['string', 'a "quoted" text', 'a "quoted" text'],
])('a %s parameter arrives as it was sent', async (type, sent, expected) => {
  const kql = `declare query_parameters(p:${type}); print p`;
  expect(await queryRows(cluster, kql, withParameters({ p: sent }))).toEqual([[expected]]);
});

test('a parameter cannot change the query', async () => {
  const kql = 'declare query_parameters(p:string); print p';
  const attack = 'x"; .drop table T; print "y';
  expect(await queryRows(cluster, kql, withParameters({ p: attack }))).toEqual([[attack]]);
});

test('a missing parameter takes its default', async () => {
  expect(await queryRows(cluster, 'declare query_parameters(p:long = 5); print p')).toEqual([[5]]);
});

test('a missing parameter without default is an error', async () => {
  const failure = await failureOf(queryRows(cluster, 'declare query_parameters(p:long); print p'));
  expect(failure).toMatchObject({ status: 400, isPermanent: true });
});

test('options that nobody knows are ignored', async () => {
  const properties = new ClientRequestProperties();
  properties.setOption('additional', 'additional');
  expect(await queryRows(cluster, 'print 1', properties)).toEqual([[1]]);
});
