import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../http/test-server.ts';
import { CommandReader } from './parse/command-reader.ts';
import { matchPattern, parsePattern } from './parse/pattern.ts';
import { splitPipedCommand } from './piped-command.ts';
import { createCommandTable } from './registry.ts';
import { splitScript } from './script/split-script.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => await server[Symbol.asyncDispose]());

async function columnsOf(table: string): Promise<unknown> {
  return (await server.command(`.show table ${table} cslschema`)).Rows[0]?.[1];
}

describe('the command table', () => {
  const commands = createCommandTable();

  test.each([
    ['.create table T (a:long)', 'CreateTable'],
    ["  // comment\n.create table ['my T'] (a:long)", 'CreateTable'],
    ['.create table T based-on U', 'CreateTableBasedOnAnother'],
    [".create table T ingestion json mapping 'm' '[]'", 'CreateTableIngestionMapping'],
    ['.alter table T (a:long)', 'AlterTable'],
    ['.alter table T policy update @"[]"', 'AlterTablePolicyUpdate'],
    ['.alter table T docstring "x"', 'AlterTableDocString'],
    ['.show table T', 'ShowTable'],
    ['.show table T schema as json', 'ShowTableSchemaAsJson'],
    ['.show table * policy retention', 'ShowTableStarPolicyRetention'],
    ['.show databases', 'ShowClusterDatabases'],
    ['.show databases ("a", "b") schema as json', 'ShowDatabasesSchemaAsJson'],
    ['.ingest inline into table T <| 1', 'IngestInlineIntoTable'],
    ['.set-or-append T <| U', 'SetOrAppendTable'],
  ])('%s is %s', (text, kind) => {
    expect(commands.find(text).kind).toBe(kind);
  });

  test('a command that is not there is named', () => {
    expect(() => commands.find('.show pink elephants')).toThrow(
      "'.show pink elephants' is not one that this emulator knows",
    );
  });

  test('a text without a dot is no command', () => {
    expect(() => commands.find('T | count')).toThrow('starts with a dot');
  });
});

describe('patterns', () => {
  test('capture names, lists and optional words', () => {
    const reader = new CommandReader("drop ifexists tables (a, ['b c'], D.d)");
    const captured = matchPattern(parsePattern('drop [ifexists] tables {tables*} .'), reader);
    expect(captured?.names.get('tables')).toEqual(['a', 'b c', 'd']);
    expect(captured?.flags).toEqual(new Set(['ifexists']));
  });

  test('leave the reader where it was when they do not match', () => {
    const reader = new CommandReader('drop table T');
    expect(matchPattern(parsePattern('drop tables {tables*}'), reader)).toBeUndefined();
    expect(reader.take('drop')).toBe(true);
  });
});

test('a command is split from the query behind it, not inside strings and brackets', () => {
  expect(splitPipedCommand('.show tables | where x == "|"')?.command).toBe('.show tables ');
  expect(splitPipedCommand(".show databases (['a|b']) schema as json")).toBeUndefined();
  expect(splitPipedCommand('.show tables;')).toBeUndefined();
  expect(splitPipedCommand('.set-or-append T <| U | take 1')).toBeUndefined();
});

test('an error behind the pipe of a command is told as one of what was sent', async () => {
  const text = '.show tables\n| where Nothing_ > 1';
  await expect(server.command(text)).rejects.toThrow(`[line:position=2:9]. Query: '${text}'`);
});

test('a script is split at the dots that start a line', () => {
  const script = `// first
.create table T (a:long)

.create-or-alter function F() {
  T // not the end
  .x
}
.create table T ingestion csv mapping 'm' \`\`\`
[{"column":"a"}]
.not a command
\`\`\``;
  expect(splitScript(script).map((text) => text.slice(0, 24))).toEqual([
    '.create table T (a:long)',
    '.create-or-alter functio',
    '.create table T ingestio',
  ]);
});

describe('changing the columns of a table', () => {
  test('keeps the values of the columns that stay', async () => {
    await server.command('.create table Shape (a:long, b:string, c:long)');
    await server.ingest('Shape', 'csv', '1,x,3');
    await server.command('.alter table Shape (c:long, d:string, a:long)');
    expect(await columnsOf('Shape')).toBe('c:long,d:string,a:long');
    await server.ingest('Shape', 'csv', '4,y,5');
    expect(await server.query('Shape | order by a asc')).toEqual([
      [3, '', 1],
      [4, 'y', 5],
    ]);
  });

  test('columns that differ by case alone live side by side', async () => {
    await server.command('.create table Cases (a:long, A:long)');
    await server.ingest('Cases', 'csv', '1,2');
    expect(await server.query('Cases | project a, A')).toEqual([[1, 2]]);
    await server.command('.drop column Cases.a');
    await server.ingest('Cases', 'csv', '3');
    expect(await server.query('Cases | order by A asc')).toEqual([[2], [3]]);
  });

  test('tables that differ by case alone live side by side', async () => {
    await server.command('.create tables Twin (a:long), twin (b:string)');
    await server.ingest('twin', 'csv', 'x');
    expect(await server.query('Twin | count; ')).toEqual([[0]]);
    expect(await server.query('twin')).toEqual([['x']]);
  });

  test('columns may swap their names', async () => {
    await server.command('.create table Swap (a:long, b:long)');
    await server.ingest('Swap', 'csv', '1,2');
    await server.command('.rename columns b = Swap.a, a = Swap.b');
    expect(await server.query('Swap | project a, b')).toEqual([[2, 1]]);
    await server.command('.rename column Swap.a to c');
    expect(await server.query('Swap | project c, b')).toEqual([[2, 1]]);
  });

  test('another type keeps what can be converted', async () => {
    await server.command('.create table Retyped (a:string)');
    await server.ingest('Retyped', 'csv', '5\nx');
    await server.command('.alter column Retyped.a type = long');
    expect(await server.query('Retyped | order by a asc')).toEqual([[null], [5]]);
  });
});

test('rows have no ingestion time where the policy is off', async () => {
  await server.command('.create table Timeless (a:long)');
  await server.command('.alter table Timeless policy ingestiontime false');
  await server.ingest('Timeless', 'csv', '1');
  expect(await server.query('Timeless | project a, isnull(ingestion_time())')).toEqual([[1, true]]);
});

test.each([
  ['row_level_security', 'enable "Guarded | where a == 1"'],
  ['restricted_view_access', 'true'],
  ['auto_delete', '@\'{"ExpiryDate":"2020-01-01","DeleteIfNotEmpty":true}\''],
])('an enabled policy %s is refused, since it would not be carried out', async (policy, value) => {
  await server.command('.create-merge table Guarded (a:long)');
  await expect(server.command(`.alter table Guarded policy ${policy} ${value}`)).rejects.toThrow(
    'not supported',
  );
});

test('tables may swap their names, and take policies and mappings with them', async () => {
  await server.command('.create tables Left (a:long), Right (b:string)');
  await server.command('.alter table Left policy caching hot = 3d');
  await server.ingest('Left', 'csv', '1');
  await server.command('.rename tables Right = Left, Left = Right');
  expect(await server.query('Right')).toEqual([[1]]);
  expect((await server.command('.show table Right policy caching')).Rows[0]?.[2]).toContain('3.00:00:00');
});

test('a database holds its own tables and drops them with it', async () => {
  await server.command('.create database Other ifnotexists');
  await server.command('.create database Other ifnotexists');
  await server.command('.create table T (a:long)', 'Other');
  expect((await server.command('.show tables', 'OTHER')).Rows).toHaveLength(1);
  await server.command('.drop database Other');
  await expect(server.command('.show tables', 'Other')).rejects.toThrow("'Other'");
});

test('a materialized view is read by its name and shows its query', async () => {
  await server.command('.create table Source (k:string, v:long)');
  await server.command(
    '.create materialized-view Sums on table Source { Source | summarize s = sum(v) by k }',
  );
  await server.ingest('Source', 'csv', 'a,1\na,2\nb,5');
  expect(await server.query('Sums | order by k asc')).toEqual([
    ['a', 3],
    ['b', 5],
  ]);
  expect((await server.command('.show materialized-view Sums')).Rows[0]?.slice(0, 2)).toEqual([
    'Sums',
    'Source',
  ]);
  await expect(server.command('.drop table Source')).rejects.toThrow("materialized view 'Sums'");
});

test('a function that means nothing is refused, unless its validation is skipped', async () => {
  const create = (options: string) =>
    server.command(`.create-or-alter function ${options} Lost(n:long) { Nowhere_ | where a > n }`);
  await expect(create('')).rejects.toThrow("'Nowhere_'");
  expect((await create('with (skipvalidation=true)')).Rows[0]?.[0]).toBe('Lost');
  await server.command('.create function Twice(t:(n:long), factor:long = 2) { t | project m = n * factor }');
  expect(await server.query('range n from 1 to 2 step 1 | invoke Twice()')).toEqual([[2], [4]]);
});

test('what failed is in the list of commands with its reason', async () => {
  await expect(server.command('.drop table Missing_')).rejects.toThrow('Missing_');
  const { Rows } = await server.command(
    '.show commands | where State == "Failed" | project CommandType, FailureReason',
  );
  expect(Rows).toContainEqual(['DropTable', "Entity ID 'Missing_' of kind 'Table' was not found."]);
});

test('a script stops at the first error unless it is told to go on', async () => {
  const script = '.drop table Missing_\n.create-merge table FromScript (a:long)\n.show tables';
  const stopped = await server.command(`.execute database script <|\n${script}`);
  expect(stopped.Rows.map((row) => row[3])).toEqual(['Failed']);
  const whole = await server.command(`.execute database script with (ContinueOnErrors=true) <|\n${script}`);
  expect(whole.Rows.map((row) => row[3])).toEqual(['Failed', 'Completed', 'Skipped']);
  await expect(
    server.command(`.execute database script with (ThrowOnErrors=true) <|\n${script}`),
  ).rejects.toThrow('Missing_');
});
