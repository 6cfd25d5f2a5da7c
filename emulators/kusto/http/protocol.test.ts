import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => await server[Symbol.asyncDispose]());

const noProperties = undefined;
const partial = { Options: { truncationmaxrecords: 2 } };
const rangeOfFive = 'range x from 1 to 5 step 1';

describe('requests', () => {
  test('auth metadata tell the public cloud', async () => {
    const response = await fetch(`${server.url}/v1/rest/auth/metadata`);
    expect(await response.json()).toMatchObject({ AzureAD: { LoginMfaRequired: false } });
  });

  test('properties may be an object or JSON text, their names in any case', async () => {
    const csl = 'declare query_parameters(p:long); print p';
    for (const properties of [{ Parameters: { p: 5 } }, { parameters: { p: 5 } }, '{"parameters":{"p":5}}']) {
      expect(await server.query(csl, '', properties)).toEqual([[5]]);
    }
  });

  test('a query may come as a GET', async () => {
    const url = `${server.url}/v2/rest/query?db=NetDefaultDB&csl=${encodeURIComponent('print 7')}`;
    const frames = (await (await fetch(url)).json()) as { TableKind?: string; Rows?: unknown }[];
    expect(frames.find((frame) => frame.TableKind === 'PrimaryResult')?.Rows).toEqual([[7]]);
  });

  test('query_now is what now() is, to the tick', async () => {
    const Options = { query_now: '2020-01-02T03:04:05.1234567Z' };
    expect(await server.query('print now()', '', { Options })).toEqual([['2020-01-02T03:04:05.1234567Z']]);
  });

  test('answers carry the ids of the request', async () => {
    const { headers } = await server.send(
      '/v2/rest/query',
      { db: '', csl: 'print 1' },
      { 'x-ms-client-request-id': 'me;1' },
    );
    expect(headers.get('x-ms-client-request-id')).toBe('me;1');
    expect(headers.get('x-ms-activity-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['a body that is no JSON', 'nonsense', 400],
    ['a body without csl', '{"db":"x"}', 400],
  ])('%s is refused', async (_, body, status) => {
    expect((await server.send('/v2/rest/query', body)).status).toBe(status);
  });

  test('a path that is not part of the API is not found', async () => {
    expect((await server.send('/v3/rest/query', {})).status).toBe(404);
  });

  test('a command on the v2 endpoint is refused with the reason that Azure gives', async () => {
    const { error } = await server.send('/v2/rest/query', { db: '', csl: '.show tables' });
    expect(error?.['@message']).toBe(
      "Bad request: Control commands (starting with a dot '.') do not support api_version=v2",
    );
  });

  test('a show command on the v1 query endpoint is answered', async () => {
    const { tables } = await server.send('/v1/rest/query', { db: '', csl: '.show databases' });
    expect(tables[0]?.Rows[0]?.[0]).toBe('NetDefaultDB');
  });

  test("a page of another site is denied, the machine's own are not", async () => {
    const ask = (origin: string) => server.send('/v2/rest/query', { db: '', csl: 'print 1' }, { origin });
    expect((await ask('https://example.com')).status).toBe(403);
    expect((await ask('http://127.0.0.1.example.com')).status).toBe(403);
    expect((await ask('http://localhost:3000')).status).toBe(200);
  });

  test('past the limit of requests the client is told to come later', async () => {
    await using busy = await TestServer.start({ limits: { maxRequests: 1 } });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => busy.send('/v2/rest/query', { db: '', csl: rangeOfFive })),
    );
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.error).toMatchObject({ code: 'TooManyRequests', '@permanent': false });
  });

  test('a large answer is packed when the client takes gzip', async () => {
    const csl = 'range x from 1 to 20000 step 1';
    const { headers } = await server.send('/v2/rest/query', { db: '', csl }, { 'accept-encoding': 'gzip' });
    expect(headers.get('content-encoding')).toBe('gzip');
  });
});

describe('v2 answers', () => {
  test('have their frames in the order that clients assert', async () => {
    const { frames } = await server.send('/v2/rest/query', { db: '', csl: 'print 1; print 2' });
    expect(frames.map(({ FrameType, TableKind }) => TableKind ?? FrameType)).toEqual([
      'DataSetHeader',
      'QueryProperties',
      'PrimaryResult',
      'PrimaryResult',
      'QueryCompletionInformation',
      'DataSetCompletion',
    ]);
    expect(frames[0]).toEqual({ FrameType: 'DataSetHeader', IsProgressive: false, Version: 'v2.0' });
    expect(frames.at(-1)).toEqual({ FrameType: 'DataSetCompletion', HasErrors: false, Cancelled: false });
  });

  test('longs are numbers with all their digits', async () => {
    const { text } = await server.send('/v2/rest/query', { db: '', csl: 'print 9223372036854775807' });
    expect(text).toContain('[[9223372036854775807]]');
  });

  test('a cut answer has the rows, the error among them and the error at its end', async () => {
    const { status, frames } = await server.send('/v2/rest/query', {
      db: '',
      csl: rangeOfFive,
      properties: partial,
    });
    expect(status).toBe(200);
    const rows = frames.find(({ TableKind }) => TableKind === 'PrimaryResult')?.Rows;
    expect(rows?.slice(0, 2)).toEqual([[1], [2]]);
    expect(rows?.[2]).toMatchObject({ OneApiErrors: [{ error: { code: 'LimitsExceeded' } }] });
    expect(frames.at(-1)).toMatchObject({
      HasErrors: true,
      OneApiErrors: [{ error: { code: 'LimitsExceeded' } }],
    });
  });

  test('come in fragments and lines when the client asks for them', async () => {
    const Options = {
      results_v2_fragment_primary_tables: true,
      results_v2_newlines_between_frames: true,
      results_error_reporting_placement: 'end_of_table',
    };
    const { text, frames } = await server.send('/v2/rest/query', {
      db: '',
      csl: rangeOfFive,
      properties: { Options },
    });
    expect(frames.map(({ FrameType }) => FrameType)).toEqual([
      'DataSetHeader',
      'DataTable',
      'TableHeader',
      'TableFragment',
      'TableCompletion',
      'DataTable',
      'DataSetCompletion',
    ]);
    expect(frames[0]).toMatchObject({ IsFragmented: true, ErrorReportingPlacement: 'end_of_table' });
    expect(
      text
        .split('\n')
        .slice(1, -1)
        .every((line) => line.startsWith(',')),
    ).toBe(true);
    expect(text.endsWith('\n]')).toBe(true);
  });
});

describe('v1 answers', () => {
  test('of a query end with the table of contents', async () => {
    const { tables } = await server.send('/v1/rest/query', { db: '', csl: 'print a=1' });
    expect(tables[0]).toMatchObject({
      Columns: [{ ColumnName: 'a', DataType: 'Int64', ColumnType: 'long' }],
      Rows: [[1]],
    });
    expect(tables.at(-1)?.Rows.map((row) => row.slice(0, 3))).toEqual([
      [0, 'QueryResult', 'PrimaryResult'],
      [1, 'QueryProperties', '@ExtendedProperties'],
      [2, 'QueryStatus', 'QueryStatus'],
    ]);
  });

  test('of a command are one table', async () => {
    const { tables } = await server.send('/v1/rest/mgmt', { db: '', csl: '.show version' });
    expect(tables).toHaveLength(1);
  });

  test('that are cut tell of it in a row and at the end', async () => {
    const { text } = await server.send('/v1/rest/query', { db: '', csl: rangeOfFive, properties: partial });
    const body = JSON.parse(text) as { Tables: { Rows: unknown[] }[]; Exceptions: string[] };
    expect(body.Tables[0]?.Rows[2]).toEqual({ Exceptions: body.Exceptions });
    expect(body.Exceptions[0]).toContain('E_QUERY_RESULT_SET_TOO_LARGE');
  });
});

describe('failures', () => {
  test('of the binder have the text that clients look for', async () => {
    const { status, error } = await server.send('/v2/rest/query', { db: '', csl: 'Nowhere | count' });
    expect(status).toBe(400);
    expect(error).toMatchObject({
      code: 'General_BadRequest',
      '@permanent': true,
      '@text': 'Nowhere | count',
      innererror: { code: 'SEM0100', '@type': 'Kusto.Data.Exceptions.SemanticException' },
    });
    expect(error?.['@message']).toContain('Semantic error: SEM0100:');
  });

  test('set statements change the limits, but not those of the service', async () => {
    expect(
      (await server.query('set query_take_max_records=2; range x from 1 to 5 step 1', '', noProperties))
        .length,
    ).toBe(2);
  });

  test('memory is bounded: a query past it fails and the next one is answered', async () => {
    const csl =
      'range x from 1 to 30000000 step 1 | extend s = strcat(tostring(x), "-", tostring(x)) | order by s asc | count';
    const { status, error } = await server.send('/v2/rest/query', { db: '', csl });
    if (status !== 200) expect(['LowMemoryCondition', 'Internal_ServiceError']).toContain(error?.code);
    expect(await server.query('print 1')).toEqual([[1]]);
  });
});
