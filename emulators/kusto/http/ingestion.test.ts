import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => await server[Symbol.asyncDispose]());

async function rowCount(table: string): Promise<unknown> {
  const details = await server.command(`.show table ${table} details`);
  return details.Rows[0]?.[7];
}

describe('streaming ingestion', () => {
  test('answers with one row that tells what was consumed', async () => {
    await server.command('.create table Answer (a:long)');
    const { status, tables } = await server.ingest('Answer', 'csv', '1\n2\n');
    expect(status).toBe(200);
    expect(tables[0]?.Rows).toEqual([[2, 'Inactive', 'Unknown', null]]);
  });

  test('takes a packed body, also packed twice', async () => {
    await server.command('.create table Packed (a:long)');
    const once = gzipSync('1\n2\n');
    for (const body of [once, gzipSync(once)]) {
      const path = '/v1/rest/ingest/NetDefaultDB/Packed?streamFormat=csv';
      expect((await server.send(path, body, { 'content-encoding': 'gzip' })).status).toBe(200);
    }
    expect(await rowCount('Packed')).toBe(4);
  });

  test('refuses the whole request when one record is malformed, for good', async () => {
    await server.command('.create table Malformed (a:long)');
    await server.command(
      `.create table Malformed ingestion json mapping 'm' '[{"column":"a","path":"$.a"}]'`,
    );
    const { status, error } = await server.ingest('Malformed', 'json', '{"a":1}\nnot json\n', 'm');
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'BadRequest_InvalidData', '@permanent': true });
    expect(error?.['@message']).toContain('record 2');
    expect(await rowCount('Malformed')).toBe(0);
    const failures = await server.command('.show ingestion failures');
    expect(failures.Rows.at(-1)?.slice(1, 3)).toEqual(['NetDefaultDB', 'Malformed']);
  });

  test.each([
    ['a table that is not there', 'Nowhere', 'csv', undefined, 'BadRequest_TableNotExist'],
    ['a mapping that is not there', 'Answer', 'json', 'nowhere', 'BadRequest_MappingReferenceWasNotFound'],
    ['a format that is not supported', 'Answer', 'parquet', undefined, 'BadRequest_FormatNotSupported'],
  ])('refuses %s', async (_, table, format, mapping, code) => {
    const { status, error } = await server.ingest(table, format, '{"a":1}', mapping);
    expect({ status, code: error?.code }).toEqual({ status: 400, code });
  });

  test('refuses a body that is larger than the limit, packed or not', async () => {
    const large = 'x'.repeat(5 * 1024 * 1024);
    const path = '/v1/rest/ingest/NetDefaultDB/Answer?streamFormat=csv';
    const packed = await server.send(path, gzipSync(large), { 'content-encoding': 'gzip' });
    expect({ status: packed.status, code: packed.error?.code }).toEqual({
      status: 413,
      code: 'PayloadTooLarge',
    });
  });

  test('is refused where the policy turns it off', async () => {
    await server.command('.create table Off (a:long)');
    await server.command('.alter table Off policy streamingingestion disable');
    const { error } = await server.ingest('Off', 'csv', '1');
    expect(error?.code).toBe('BadRequest_StreamingIngestionPolicyNotEnabled');
  });

  test('keeps every row of requests that come at the same time', async () => {
    await server.command('.create table Crowd (a:long, b:string)');
    const requests = Array.from({ length: 60 }, (_, n) => server.ingest('Crowd', 'csv', `${n},x\n${n},y\n`));
    const answers = await Promise.all(requests);
    expect(answers.map(({ status }) => status)).toEqual(new Array(60).fill(200));
    expect(await rowCount('Crowd')).toBe(120);
  });

  test('fails alone when another request of the same commit is refused', async () => {
    await server.command('.create table Alone (a:long)');
    const drop = server.command('.drop table Answer');
    const [gone, kept] = await Promise.all([
      server.ingest('Answer', 'csv', '1'),
      server.ingest('Alone', 'csv', '1'),
      drop,
    ]);
    expect([200, 400]).toContain(gone.status);
    expect(kept.status).toBe(200);
  });
});

describe('a restart', () => {
  test('finds schemas, mappings, policies, functions and rows again', async () => {
    const first = await TestServer.start();
    await first.command('.create table Kept (a:long)');
    await first.command(`.create table Kept ingestion json mapping 'm' '[{"column":"a","path":"$.a"}]'`);
    await first.command('.alter table Kept policy retention softdelete = 10d');
    await first.command('.create function F() { Kept }');
    await first.ingest('Kept', 'json', '{"a":1}', 'm');
    await first.stop();
    await using second = await TestServer.start({ folder: first.folder });
    await second.ingest('Kept', 'json', '{"a":2}', 'm');
    expect((await second.command('.show table Kept details')).Rows[0]?.[7]).toBe(2);
    expect((await second.command('.show table Kept policy retention')).Rows[0]?.[2]).toBe(
      '{"SoftDeletePeriod":"10.00:00:00"}',
    );
    expect((await second.command('.show functions')).Rows).toHaveLength(1);
  });
});
