import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../http/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
  await server.command('.create table Events (k:string, v:long, at:datetime)');
  await server.command('.create table Names (k:string, name:string)');
});
afterAll(async () => await server[Symbol.asyncDispose]());

const create = (view: string, query: string, words = '.create materialized-view') =>
  server.command(`${words} ${view} on table Events { ${query} }`);
const byKey = 'Events | summarize n = count(), top = max(v) by k';

describe('the query of a materialized view', () => {
  test.each([
    ['ends with summarize', `${byKey} | where n > 1`],
    ['ends with summarize', 'Events | distinct k'],
    ['has summarize once', 'Events | summarize v = sum(v) by k, at | summarize max(v) by k'],
    ['groups by', 'Events | summarize count()'],
    ['combines them', 'Events | summarize sum(v) / count() by k'],
    ['the aggregate stdev()', 'Events | summarize stdev(v) by k'],
    ["'sort'", 'Events | sort by v | summarize count() by k'],
    ["'top'", 'Events | top 5 by v | summarize count() by k'],
    ["'serialize'", 'Events | serialize | summarize count() by k'],
    ['call ago()', 'Events | where at > ago(1d) | summarize count() by k'],
    ["cannot read '*'", 'union * | summarize count() by k'],
    ["not 'Names'", 'Events | join Names on k | summarize count() by k'],
    ['call database()', "database('NetDefaultDB').Events | summarize count() by k"],
    ["'missing'", 'Events | summarize count() by missing'],
  ])('is refused with a reason: %s', async (reason, query) => {
    await expect(create('Wrong', query)).rejects.toThrow(reason);
  });

  test.each([
    'Events | where v > 1 | extend hour = bin(at, 1h) | summarize count(), dcount(k), percentiles(v, 5, 95) by hour',
    'Events | summarize arg_max(at, *) by k',
    'let limit = 5; Events | where v < limit | summarize make_set(v), avgif(v, v > 1) by bin(at, 1d), k',
  ])('may be: %s', async (query) => {
    await create('Right', query, '.create-or-alter materialized-view');
    expect(await server.query('Right | count')).toEqual([[0]]);
    await server.command('.drop materialized-view Right');
  });

  test('may read the tables that are named as dimensions', async () => {
    const words = '.create materialized-view with (dimensionTables=dynamic(["Names"]))';
    await create('Named', 'Events | lookup Names on k | summarize count() by name', words);
    expect((await server.command('.show materialized-view Named | project IsHealthy')).Rows).toEqual([
      [true],
    ]);
  });
});

describe('a materialized view', () => {
  test('holds what came after it, or everything with backfill, and is always fresh', async () => {
    await server.ingest('Events', 'csv', 'a,1,2020-01-01\na,5,2020-01-02');
    await create('FromNow', byKey);
    await create('FromStart', byKey, '.create async materialized-view with (backfill=true)');
    expect(await server.query('FromNow')).toEqual([]);
    expect(await server.query('FromStart')).toEqual([['a', 2, 5]]);
    await server.ingest('Events', 'csv', 'a,2,2020-01-03');
    expect(await server.query('FromNow')).toEqual([['a', 1, 2]]);
    expect(await server.query('materialized_view("FromStart", 1h) | project n')).toEqual([[3]]);
  });

  test('holds only what came after it when it reads its source through a function', async () => {
    await server.command('.create function Positive() { Events | where v > 0 }');
    await server.ingest('Events', 'csv', 'f,1,2020-01-01');
    await create('ThroughFunction', 'Positive() | summarize n = count() by k');
    await server.ingest('Events', 'csv', 'f,2,2020-01-01');
    expect(await server.query('let seen = ThroughFunction; seen | where k == "f"')).toEqual([['f', 1]]);
  });

  test('is backfilled from an instant of ingestion', async () => {
    const words =
      '.create async materialized-view with (backfill=true, effectiveDateTime=datetime(2100-01-01))';
    await create('FromLater', byKey, words);
    expect(await server.query('FromLater')).toEqual([]);
    await expect(create('Now', byKey, '.create materialized-view with (backfill=true)')).rejects.toThrow(
      'async',
    );
  });

  test('is not made twice, unless that is no error', async () => {
    await create('Once', byKey);
    await expect(create('Once', byKey)).rejects.toThrow("'Once' already exists");
    await create('Once', 'Events | summarize by k', '.create ifnotexists materialized-view');
    await expect(create('Names', byKey)).rejects.toThrow("'Names' already exists");
    await expect(create('Twice', byKey, '.alter materialized-view')).rejects.toThrow("'Twice'");
  });

  test('is altered within what it has gathered', async () => {
    await create('Altered', byKey);
    const alter = (query: string) => create('Altered', query, '.alter materialized-view');
    await alter('Events | where v > 0 | summarize n = count(), least = min(v) by k');
    expect(await server.query('Altered | getschema | project ColumnName')).toEqual([['k'], ['n'], ['least']]);
    await expect(alter('Events | summarize n = count() by at')).rejects.toThrow('group-by');
    await expect(alter('Events | summarize n = avg(v) by k')).rejects.toThrow("'n' cannot be changed");
  });

  test('may read one that removes duplicates, and no other', async () => {
    const over = (source: string, words = '.create materialized-view') =>
      server.command(
        `${words} Daily on materialized-view ${source} { ${source} | summarize count() by bin(at, 1d) }`,
      );
    await create(
      'Unique',
      'Events | summarize take_any(*) by k',
      '.create async materialized-view with (backfill=true)',
    );
    await expect(over('Once')).rejects.toThrow('take_any(*)');
    await expect(over('Unique')).rejects.toThrow('backfill=true');
    await over('Unique', '.create async materialized-view with (backfill=true)');
    expect(await server.query('Daily | summarize sum(count_)')).toEqual([[2]]);
  });

  test('is disabled and enabled once', async () => {
    await create('Switched', byKey);
    await server.command('.disable materialized-view Switched');
    await expect(server.command('.disable materialized-view Switched')).rejects.toThrow('already disabled');
    const { Rows } = await server.command('.enable materialized-view Switched');
    expect(Rows[0]?.[7]).toBe(true);
  });

  test('shows its lookback, which must fit it', async () => {
    const words = '.create materialized-view with (lookback=6h, lookback_column="at")';
    await create('Recent', 'Events | summarize arg_max(at, *) by k', words);
    expect((await server.command('.show materialized-view Recent')).Rows[0]?.slice(-2)).toEqual([
      '06:00:00',
      'at',
    ]);
    await expect(create('Odd', byKey, '.create materialized-view with (lookback=6h)')).rejects.toThrow(
      'lookback',
    );
    await expect(create('Odd', byKey, '.create materialized-view with (speed=9)')).rejects.toThrow("'speed'");
  });
});

describe('a source that changes', () => {
  test('gives new columns to the views that follow it, to no others', async () => {
    await server.command('.create table Wide (k:string, a:long)');
    const newest = 'on table Wide { Wide | summarize arg_max(a, *) by k }';
    await server.command(`.create materialized-view Still ${newest}`);
    await server.command(`.create materialized-view with (autoUpdateSchema=true) Follows ${newest}`);
    await server.command('.alter-merge table Wide (b:long)');
    await server.ingest('Wide', 'csv', 'x,1,2');
    expect(await server.query('Still')).toEqual([['x', 1]]);
    expect(await server.query('Follows')).toEqual([['x', 1, 2]]);
  });

  test('without a column of the view makes it unhealthy, which it tells', async () => {
    await server.command('.create table Narrow (k:string, a:long)');
    await server.command(
      '.create materialized-view Broken on table Narrow { Narrow | summarize sum(a) by k }',
    );
    await server.command('.drop column Narrow.a');
    await expect(server.query('Broken')).rejects.toThrow("the materialized view 'Broken' cannot be read");
    const shown = await server.command(
      '.show materialized-views | where Name == "Broken" | project IsHealthy',
    );
    expect(shown.Rows).toEqual([[false]]);
    await expect(server.command('.rename table Narrow to Other')).rejects.toThrow("'Broken' reads it");
  });
});

test.each([
  ['Nothing', "'Nothing'"],
  ['materialized_view("Nothing")', "'Nothing'"],
  ['materialized_view("Events")', "'Events'"],
])('%s names what is missing', async (query, name) => {
  await expect(server.query(query)).rejects.toThrow(name);
});
