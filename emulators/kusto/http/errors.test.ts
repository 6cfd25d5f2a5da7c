import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer, type WireError } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
  await server.command('.create table T (a:long)');
});
afterAll(async () => await server[Symbol.asyncDispose]());

const paths = ['/v1/rest/query', '/v2/rest/query'];
const prefix = 'Request is invalid and cannot be processed:';
const endless = 'range x from 1 to 100000000000 step 1 | where x % 7 == 8 | count';

async function failure(
  path: string,
  csl: string,
  options?: object,
): Promise<[number, WireError | undefined]> {
  const properties = { Options: options };
  const { status, error } = await server.send(path, { db: 'NetDefaultDB', csl, properties });
  return [status, error];
}

describe.each(paths)('%s answers', (path) => {
  test.each([
    ['T |\n  where', 'SYN0002', 'Missing expression [line:position=2:8]'],
    ['T | wher a > 1', 'SYN0002', 'Query operator expected. [line:position=1:5]'],
    ['print x = "abc', 'SYN0002', '[line:position=1:15]'],
  ])('a syntax error with its place: %s', async (csl, code, message) => {
    const [status, error] = await failure(path, csl);
    expect(status).toBe(400);
    expect(error).toMatchObject({
      code: 'BadRequest_SyntaxError',
      message: 'Request is invalid and cannot be executed.',
      '@type': 'Kusto.Data.Exceptions.KustoBadRequestException',
      '@permanent': true,
      innererror: { code, '@type': 'Kusto.Data.Exceptions.SyntaxException', '@errorCode': code },
    });
    expect(error?.['@message']).toContain(`${prefix} Syntax error: ${code}: `);
    expect(error?.['@message']).toContain(message);
  });

  test.each([
    ['T |\n  where b > 1', 'SEM0100', "'b' does not refer to", '[line:position=2:9]'],
    ['Nowhere', 'SEM0100', "'Nowhere' does not refer to", '[line:position=1:1]'],
    ['T | where a == "x" + 1', 'SEM0024', "'+' is not defined", '[line:position=1:20]'],
    ['T\n| evaluate python(typeof(*), "x")', 'SEM0002', "the plugin 'python' is not enabled", '2:3]'],
    ['externaldata(a:long)["http://x"]', 'SEM0002', 'externaldata', '[line:position=1:1]'],
    ['T | where a > 0; cluster("far").database("x").T', 'SEM0002', 'cluster("far")', 'line:position=1:'],
  ])(
    'a semantic error or what is not supported, by its name and place: %s',
    async (csl, code, name, place) => {
      const [status, error] = await failure(path, csl);
      expect(status).toBe(400);
      const semantic = { code, '@type': 'Kusto.Data.Exceptions.SemanticException', '@permanent': true };
      expect(error).toMatchObject({ code: 'General_BadRequest', '@permanent': true, innererror: semantic });
      expect(error?.['@message']).toContain(`${prefix} Semantic error: ${code}: `);
      expect(error?.['@message']).toContain(name);
      expect(error?.['@message']).toContain(place);
      expect(error?.['@message']).not.toMatch(/\.\. Query/);
    },
  );

  test('that the time is over', async () => {
    const [status, error] = await failure(path, endless, { servertimeout: '00:00:00.3' });
    expect(status).toBe(504);
    expect(error).toMatchObject({
      code: 'RequestExecutionTimeout',
      '@type': 'Kusto.Data.Exceptions.KustoServiceTimeoutException',
      '@permanent': false,
    });
  });

  test('that the query was cancelled, with the reason', async () => {
    const id = `cancel;${path}`;
    const running = server.send(path, { db: '', csl: endless }, { 'x-ms-client-request-id': id });
    const cancel = `.cancel query "${id}" with (reason="enough")`;
    await expect.poll(async () => (await server.command(cancel)).Rows[0]?.[0]).toBe(true);
    const { status, error } = await running;
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'RequestCanceled', '@permanent': true });
    expect(error?.['@message']).toContain('enough');
  });

  test('that a database does not exist', async () => {
    const { status, error } = await server.send(path, { db: 'Nowhere', csl: 'print 1' });
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'BadRequest_DatabaseNotExist', '@permanent': true });
  });
});

describe('an answer that is cut', () => {
  const csl = 'range x from 1 to 2 step 1; range y from 1 to 9 step 1';
  const options = { truncationmaxrecords: 4 };

  test('ends with the error in v2', async () => {
    const { status, frames } = await server.send('/v2/rest/query', {
      db: '',
      csl,
      properties: { Options: options },
    });
    expect(status).toBe(200);
    const limit = {
      error: {
        code: 'LimitsExceeded',
        '@type': 'Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException',
        '@permanent': false,
      },
    };
    const rows = frames.filter(({ TableKind }) => TableKind === 'PrimaryResult').map(({ Rows }) => Rows);
    expect(rows).toMatchObject([
      [[1], [2]],
      [[1], [2], { OneApiErrors: [limit] }],
    ]);
    expect(frames.at(-1)).toMatchObject({ HasErrors: true, Cancelled: false, OneApiErrors: [limit] });
  });

  test('has only rows in its tables when the client wants the error behind them', async () => {
    const properties = { Options: { ...options, deferpartialqueryfailures: true } };
    const { frames } = await server.send('/v2/rest/query', { db: '', csl, properties });
    expect(frames.find(({ TableId }) => TableId === 2)?.Rows).toEqual([[1], [2]]);
    expect(frames.at(-1)).toMatchObject({ HasErrors: true, OneApiErrors: [{}] });
    const { tables, text } = await server.send('/v1/rest/query', { db: '', csl, properties });
    expect(tables[1]?.Rows).toEqual([[1], [2]]);
    expect(tables.at(-2)?.Rows[0]?.[1]).toBe(2);
    expect(text).not.toContain('"Exceptions"');
  });
});

test('cursors choose rows of tables, not of materialized views', async () => {
  await server.command('.create materialized-view V on table T { T | summarize count() by a }');
  await expect(server.query('V | where cursor_after("")')).rejects.toThrow('cursor functions');
  expect(await server.query('T | where cursor_after("")')).toEqual([]);
});
