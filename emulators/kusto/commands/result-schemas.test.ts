import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestServer, type V1Table } from '../http/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => await server[Symbol.asyncDispose]());

const table = 'TableName Schema DatabaseName Folder DocString';
const tableList = 'TableName DatabaseName Folder DocString';
const remaining = 'TableName DatabaseName';
const column = 'EntityName DataType Policy';
const policy = 'PolicyName EntityName Policy ChildEntities EntityType';
const databaseMapping = 'Name Kind Mapping LastUpdatedOn:datetime Database';
const mapping = `${databaseMapping} Table`;
const stored = 'Name Parameters Body Folder DocString';
const extent = 'ExtentId:guid OriginalSize:long ExtentSize:long ColumnSize:long IndexSize:long RowCount:long';
const operation = 'OperationId:guid';
const database = (slot: string) =>
  `DatabaseName PersistentStorage Version IsCurrent:bool DatabaseAccessMode PrettyName ${slot}:bool DatabaseId:guid InTransitionTo`;
const databaseSchema =
  'DatabaseName TableName ColumnName ColumnType IsDefaultTable:bool IsDefaultColumn:bool PrettyName Version Folder DocString';
const sizes = (prefix: string) => `${prefix}Extents:long ${prefix}ExtentSize:real ${prefix}OriginalSize:real`;
const details = `${tableList} ${sizes('Total')} TotalRowCount:long ${sizes('Hot')} HotRowCount:long AuthorizedPrincipals RetentionPolicy CachingPolicy ShardingPolicy MergePolicy StreamingIngestionPolicy IngestionBatchingPolicy MinExtentsCreationTime:datetime MaxExtentsCreationTime:datetime RowOrderPolicy TableId:guid`;
const view =
  'Name SourceTable Query MaterializedTo:datetime LastRun:datetime LastRunResult IsHealthy:bool IsEnabled:bool Folder DocString AutoUpdateSchema:bool EffectiveDateTime:datetime Lookback:timespan LookbackColumn';
const cacheStatus = 'NodeId Status';
const jsonMapping = `'[{"column":"a","Properties":{"Path":"$.a"}}]'`;

/** Commands in an order in which each finds what it needs, with the columns that they answer. */
const commands: readonly (readonly [string, string])[] = [
  ['.create table T (a:long, b:string, c:datetime)', table],
  ['.create-merge table T (d:real)', table],
  ['.alter table T (a:long, b:string, c:datetime, d:real)', table],
  ['.alter-merge table T (e:dynamic)', table],
  ['.create tables U (a:long), V (b:string)', tableList],
  ['.create-merge tables U (a:long, b:string), W (c:string)', tableList],
  ['.rename table W to X', tableList],
  ['.rename tables V=X, X=V', tableList],
  ['.alter table T docstring "text"', table],
  ['.alter table T folder "text"', table],
  ['.alter column T.d type=long', column],
  ['.rename column T.d to f', column],
  ['.drop column T.f', table],
  ['.show tables', tableList],
  ['.show table T cslschema', table],
  ['.show table T schema as json', table],
  [
    '.show table T',
    'AttributeName AttributeType ExtentSize:long CompressionRatio:real IndexSize:long IndexSizePercent:real OriginalSize:long AttributeId:guid SharedIndexSize:long StorageEngineVersion',
  ],
  ['.show tables details', details],
  ['.show table T details', details],
  ['.ingest inline into table T <| 1,x', 'ExtentId:guid'],
  ['.ingest inline into table T [1,x]', 'ExtentId:guid'],
  ['.set Q <| print a=1', extent],
  ['.append Q <| print a=1', extent],
  ['.set-or-append Q <| print a=1', extent],
  ['.set-or-replace Q <| print a=1', extent],
  ['.set async Q2 <| print a=1', operation],
  ['.set-or-append async Q2 <| print a=1', operation],
  ['.clear table T data', 'Status'],
  ['.drop table Q2', remaining],
  ['.drop table Missing ifexists', remaining],
  ['.drop tables (U, V) ifexists', remaining],
  ['.show databases', database('ReservedSlot1')],
  ['.show database', database('ReservedSlot1')],
  ['.show databases identity', database('CurrentUserIsUnrestrictedViewer')],
  ['.show database identity', database('CurrentUserIsUnrestrictedViewer')],
  ['.show databases schema', databaseSchema],
  ['.show database schema', databaseSchema],
  ['.show databases (NetDefaultDB) schema', databaseSchema],
  ['.show databases schema as json', 'DatabaseSchema'],
  ['.show database schema as json', 'DatabaseSchema'],
  ['.show database cslschema', table],
  ['.show database NetDefaultDB schema as csl script', 'DatabaseSchemaScript'],
  [
    '.show databases entities with (showObfuscatedStrings=true)',
    'DatabaseName EntityType EntityName DocString Folder CslInputSchema Content CslOutputSchema Properties:dynamic',
  ],
  [`.create table T ingestion json mapping 'm' ${jsonMapping}`, mapping],
  [`.create-or-alter table T ingestion json mapping 'm' ${jsonMapping}`, mapping],
  [`.alter table T ingestion json mapping 'm' ${jsonMapping}`, mapping],
  ['.show table T ingestion mappings', mapping],
  [".show table T ingestion json mapping 'm'", mapping],
  [".drop table T ingestion json mapping 'm'", mapping],
  [`.create database NetDefaultDB ingestion json mapping 'm' ${jsonMapping}`, databaseMapping],
  ['.show database ingestion mappings', databaseMapping],
  ['.show database NetDefaultDB ingestion json mappings', databaseMapping],
  [".show database NetDefaultDB ingestion json mapping 'm'", databaseMapping],
  [".drop database NetDefaultDB ingestion json mapping 'm'", databaseMapping],
  ['.alter table T policy streamingingestion enable', policy],
  ['.alter-merge table T policy retention softdelete = 10d', policy],
  ['.alter table T policy caching hot = 3d', policy],
  ['.alter table T policy ingestiontime true', policy],
  [`.alter table T policy update '[]'`, policy],
  ['.show table T policy row_level_security', policy],
  ['.show table * policy restricted_view_access', policy],
  ['.show database NetDefaultDB policy retention', policy],
  ['.delete table T policy caching', policy],
  ['.create function F() { print 1 }', stored],
  ['.create-or-alter function F(a:long) { print a }', stored],
  ['.alter function F() { print 2 }', stored],
  ['.show functions', stored],
  ['.show function F', stored],
  ['.drop function F', 'Name'],
  ['.drop functions (F) ifexists', stored],
  ['.create async materialized-view V1 on table T { T | summarize count() by a }', operation],
  ['.create-or-alter materialized-view V1 on table T { T | summarize count() by a }', view],
  ['.alter materialized-view V1 on table T { T | summarize count(), max(b) by a }', view],
  ['.disable materialized-view V1', view],
  ['.show materialized-view V1', view],
  ['.show materialized-views', view],
  ['.drop materialized-view V1', view],
  ['.show version', 'BuildVersion BuildTime:datetime ServiceType ProductVersion ServiceOffering'],
  [
    '.show cluster',
    'NodeId Address Name StartTime:datetime IsAdmin:bool MachineTotalMemory:long MachineAvailableMemory:long ProcessorCount:int EnvironmentDescription',
  ],
  ['.cancel query "none" with (reason="text")', 'RunningQueryCanceled:bool ClientRequestId ReasonPhrase'],
  ['.clear database cache streamingingestion schema', cacheStatus],
  ['.clear table T cache streamingingestion schema', cacheStatus],
  [".refresh database 'NetDefaultDB' table 'T' cache ingestionbatchingpolicy", cacheStatus],
  ['.get ingestion resources ', 'ResourceTypeName StorageRoot'],
  ['.get kusto identity token', 'AuthorizationContext'],
  ['.show export containers', 'StorageRoot'],
];

test('every command answers the columns that clients read, in their order', async () => {
  for (const [text, columns] of commands) {
    const answer = await server.command(text).catch((error: unknown) => String(error));
    expect(typeof answer === 'string' ? answer : columnsOf(answer), text).toBe(columns);
  }
});

test('an async command tells the id of its operation', async () => {
  const [[id] = []] = (await server.command('.set-or-append async Later <| print a=1')).Rows;
  const shown = await server.command(`.show operations ${String(id)} | project Operation, State`);
  expect(shown.Rows).toEqual([['SetOrAppendTable', 'Completed']]);
});

function columnsOf({ Columns }: V1Table): string {
  return Columns.map(({ ColumnName, ColumnType }) =>
    ColumnType === 'string' ? ColumnName : `${ColumnName}:${ColumnType}`,
  ).join(' ');
}
