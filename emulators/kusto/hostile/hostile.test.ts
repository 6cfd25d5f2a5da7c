import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EmulatorUnderAttack } from './emulator-under-attack.ts';
import { expressions } from './families/expressions.ts';
import { growth } from './families/growth.ts';
import { joins } from './families/joins.ts';
import { nesting } from './families/nesting.ts';
import { numbers } from './families/numbers.ts';
import { paths } from './families/paths.ts';
import { ranges } from './families/ranges.ts';
import { recursion } from './families/recursion.ts';
import { regexes } from './families/regexes.ts';
import { requests } from './families/requests.ts';
import { windows } from './families/windows.ts';
import { Probe } from './probe.ts';

const families = [joins, growth, nesting, expressions, regexes, ranges, paths, recursion, windows, numbers];

const queryTimeoutMs = 400;
/** Binding can't be interrupted, and test machines are busy. */
const graceMs = 4000;
const probeLimitMs = 4000;
const duckDbMemoryMb = 256;
const processMemoryMb = 3072;
/** Requests without a time limit of their own, e.g. commands. */
const requestLimitMs = 10_000;

let emulator: EmulatorUnderAttack;
let probe: Probe;
beforeAll(async () => {
  emulator = await EmulatorUnderAttack.start({ KUSTO_EMULATOR_MEMORY_MB: String(duckDbMemoryMb) });
  probe = new Probe(() => emulator.query('print 1', 10_000, 'probe'));
});
afterAll(async () => {
  await probe[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
});

beforeEach(() => probe.reset());
afterEach(async () => {
  expect(await probe.next(), emulator.log).toBeLessThan(probeLimitMs);
  expect(probe.slowestMs).toBeLessThan(probeLimitMs);
});

interface Body {
  error?: { code: string; '@message': string };
}

/** A 200 with frames, or an error with a code and a message that is the query's fault or its limits'. */
function expectClearEnd({ status, text }: { status: number; text: string }): void {
  expect(text).not.toContain(emulator.secret);
  if (status === 200) return;
  const { error } = JSON.parse(text) as Body;
  expect([400, 403, 404, 413, 504], text.slice(0, 1000)).toContain(status);
  expect(error?.code).not.toBe('');
  expect(error?.['@message'].length).toBeGreaterThan(10);
}

describe.each(families)('$name', ({ queries }) => {
  test.each(queries)('%s ends in time with an answer or a clear error', async (_, kql) => {
    const text = typeof kql === 'string' ? kql : kql();
    const answer = await emulator.query(text, queryTimeoutMs);
    expectClearEnd(answer);
    expect(answer.elapsedMs).toBeLessThan(queryTimeoutMs + graceMs);
  });
});

describe('hostile requests', () => {
  test.each(requests)('$attempt is answered', async ({ path = '/v2/rest/query', body, headers }) => {
    const payload = body();
    // Building it kept this process busy, not the emulator.
    probe.reset();
    const answer = await emulator.send(path, payload, headers);
    expectClearEnd(answer);
    expect(answer.elapsedMs).toBeLessThan(requestLimitMs);
  });
});

describe('after all of it', () => {
  test('memory stayed below its limit', async () => {
    expect((await emulator.peakMemoryMb()) ?? 0).toBeLessThan(processMemoryMb);
  });

  test('no file was left or held open, and no server was asked', async () => {
    expect(await emulator.strayFiles()).toEqual([]);
    expect(emulator.canaryConnections).toBe(0);
  });

  test('the data is as it was', async () => {
    const { text } = await emulator.query('Numbers | summarize count(), sum(i), dcount(g)', 10_000);
    expect(text).toContain('[200000,20000100000,1000]');
  });
});
