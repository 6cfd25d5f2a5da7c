import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../compile/compile.ts';
import { TestEngine } from '../golden/engine.ts';
import { runResult } from './run.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.open();
});
afterAll(() => engine[Symbol.dispose]());

const request = { nowTicks: 0n, parameters: {}, currentPrincipal: '', clusterUri: '' };

async function run(text: string, options: { signal?: AbortSignal; maxRecords?: number } = {}) {
  const query = compile({ text, database: 'NetDefaultDB', catalog: engine.catalog });
  const [result] = query.results;
  if (result === undefined) throw new Error('no result');
  const { signal = new AbortController().signal, maxRecords = 1_000_000 } = options;
  return await runResult(engine.connection, query, result, { request, signal, maxRecords });
}

test('arithmetic on long wraps around instead of failing', async () => {
  const answer = await engine.query('print a = 9223372036854775807 + 1, b = 4611686018427387904 * 4');
  expect(answer.rows).toEqual([['-9223372036854775808', 0]]);
});

test('a sum past the range of long wraps around', async () => {
  const answer = await engine.query('datatable(x:long)[9223372036854775807, 1] | summarize sum(x)');
  expect(answer.rows).toEqual([['-9223372036854775808']]);
});

test('reading stops at the record limit and says so', async () => {
  const reading = await run('range x from 1 to 10000 step 1', { maxRecords: 3000 });
  let count = 0;
  for await (const rows of reading.chunks) count += rows.length;
  expect([count, reading.isTruncated()]).toEqual([3000, true]);
});

test('a sort keeps its order through later operators over many rows', async () => {
  const reading = await run(
    'range x from 1 to 300000 step 1 | extend k = x * 7919 % 300007 | sort by k asc | where x % 3 == 0 | project k',
  );
  let last = -1n;
  for await (const rows of reading.chunks) {
    for (const [k] of rows) {
      expect(BigInt(k ?? 0) > last).toBe(true);
      last = BigInt(k ?? 0);
    }
  }
});

test('an aborted query is interrupted', async () => {
  const controller = new AbortController();
  const reading = await run('range x from 1 to 100000000000 step 1 | summarize sum(x % 7)', {
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(new Error('cancelled')), 50);
  await expect(async () => {
    for await (const _ of reading.chunks);
  }).rejects.toThrow('cancelled');
});

test('what a row makes impossible is an error of the query', async () => {
  await expect(engine.query('print s = "x" | where s matches regex "("')).rejects.toMatchObject({
    name: 'KqlError',
    kind: 'semantic',
  });
  await expect(engine.query('print x = 1 | where assert(x > 1, "too small")')).rejects.toThrow('too small');
});

test('a query that fails after its first rows fails as a whole', async () => {
  const half = 'range x from 1 to 300000 step 1 | where assert(x < 200000, "half way")';
  await expect(engine.query(half)).rejects.toThrow(/half way/);
  expect((await engine.query('print 1')).rows).toEqual([[1]]);
});
