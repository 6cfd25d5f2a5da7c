import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestServer } from '../../http/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => await server[Symbol.asyncDispose]());
beforeEach(async () => {
  const { Rows } = await server.command('.show tables');
  for (const [name] of Rows) await server.command(`.drop table ${String(name)}`);
  await server.command('.create table Raw (Line:string)');
  await server.command('.create table Parsed (Name:string, Value:long)');
  await server.command(
    '.create-or-alter function Parse() { Raw | parse Line with Name "=" Value:long | project Name, Value }',
  );
});

async function setPolicy(table: string, ...policies: object[]): Promise<void> {
  const full = policies.map((policy) => ({
    IsEnabled: true,
    Source: 'Raw',
    IsTransactional: true,
    ...policy,
  }));
  await server.command(`.alter table ${table} policy update @'${JSON.stringify(full)}'`);
}

const failures = '.show ingestion failures | where OriginatesFromUpdatePolicy | project Table, Details';

describe('an update policy', () => {
  test('runs its query over the new rows only, however they come', async () => {
    await server.ingest('Raw', 'txt', 'before=1');
    await setPolicy('Parsed', { Query: 'Parse()' });
    expect((await server.ingest('Raw', 'txt', 'a=1\nb=2')).status).toBe(200);
    await server.command('.ingest inline into table Raw <| c=3');
    await server.command('.set-or-append Raw <| print Line = "d=4"');
    expect(await server.query('Parsed | sort by Value asc')).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
    ]);
    expect(await server.query('Raw | count')).toEqual([[5]]);
  });

  test('sees ingestion_time(), other tables and nulls', async () => {
    await server.command('.set Names <| datatable(k:string, n:string)["a", "Anna"]');
    await setPolicy('Parsed', {
      Query:
        'Raw | extend t = ingestion_time(), k = Line | join kind=leftouter Names on k | project Name = coalesce(n, "?"), Value = tolong(iff(isnull(t), 0, 1))',
    });
    await server.ingest('Raw', 'txt', 'a\nz');
    expect(await server.query('Parsed | sort by Name desc')).toEqual([
      ['Anna', 1],
      ['?', 1],
    ]);
  });

  test('leads on to the policies of its target; a circle is cut', async () => {
    await server.command('.create table Sums (Total:long)');
    await setPolicy('Parsed', { Query: 'Parse()' });
    await setPolicy('Sums', { Source: 'Parsed', Query: 'Parsed | summarize Total = sum(Value)' });
    await setPolicy('Raw', { Source: 'Sums', Query: 'Sums | project Line = strcat("x=", Total)' });
    await server.ingest('Raw', 'txt', 'a=1\nb=2');
    expect(await server.query('Sums')).toEqual([[3]]);
    expect(await server.query('Raw | count')).toEqual([[2]]);
  });

  test('replaces the rows of its target when those of the source are replaced', async () => {
    await setPolicy('Parsed', { Query: 'Parse()' });
    await server.ingest('Raw', 'txt', 'a=1');
    await server.command('.set-or-replace Raw <| print Line = "b=2"');
    expect(await server.query('Parsed')).toEqual([['b', 2]]);
  });

  test('may have a pattern as its source', async () => {
    await server.command('.create table Raw2 (Line:string)');
    await setPolicy('Parsed', {
      Source: 'Raw*',
      SourceIsWildCard: true,
      Query: '$source_table | project Name = Line, Value = 1',
    });
    await server.ingest('Raw2', 'txt', 'x');
    await server.ingest('Raw', 'txt', 'y');
    expect(await server.query('Parsed | sort by Name asc')).toEqual([
      ['x', 1],
      ['y', 1],
    ]);
  });

  test('that keeps nothing of its source leaves no row there', async () => {
    await setPolicy('Parsed', { Query: 'Parse()' });
    await server.command('.alter table Raw policy retention softdelete = 0s');
    await server.ingest('Raw', 'txt', 'a=1');
    expect(await server.query('union (Raw | count), (Parsed | count)')).toEqual([[0], [1]]);
  });

  test('that is off does nothing', async () => {
    await setPolicy('Parsed', { IsEnabled: false, Query: 'Parse()' });
    await server.ingest('Raw', 'txt', 'a=1');
    expect(await server.query('Parsed | count')).toEqual([[0]]);
  });
});

describe('a failing update policy', () => {
  const breaking =
    '.create-or-alter function Parse() { Raw | where assert(Line != "bad", "bad line") | project Name = Line, Value = 1 }';

  test('fails the whole ingestion when it is transactional', async () => {
    await server.command(breaking);
    await setPolicy('Parsed', { Query: 'Parse()' });
    const { status, error } = await server.ingest('Raw', 'txt', 'bad');
    expect(status).toBe(400);
    expect(error?.['@message']).toMatch(/Failed to invoke update policy. Target Table = 'Parsed'.*bad line/s);
    expect(await server.query('union (Raw | count), (Parsed | count)')).toEqual([[0], [0]]);
  });

  test('is told by .show ingestion failures otherwise, and its source has the rows', async () => {
    await server.command(breaking);
    await setPolicy('Parsed', { Query: 'Parse()', IsTransactional: false });
    expect((await server.ingest('Raw', 'txt', 'bad')).status).toBe(200);
    expect(await server.query('union (Raw | count), (Parsed | count)')).toEqual([[1], [0]]);
    const { Rows } = await server.command(failures);
    expect(Rows.at(-1)).toEqual(['Parsed', expect.stringContaining('bad line')]);
  });

  test('is refused when its source, its query or its columns are wrong', async () => {
    await expect(setPolicy('Parsed', { Source: 'Nowhere', Query: 'Parse()' })).rejects.toThrow(/Nowhere/);
    await expect(setPolicy('Parsed', { Query: 'Raw | project Line' })).rejects.toThrow(/does not match/);
    await expect(setPolicy('Parsed', { Query: 'Raw | nonsense' })).rejects.toThrow(/nonsense/);
    await expect(setPolicy('Parsed', { Query: 1 })).rejects.toThrow(/update policy is not valid/);
  });
});
