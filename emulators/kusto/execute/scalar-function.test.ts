import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unsupported } from '../types/kql-error.ts';
import { scalarFunction } from './scalar-function.ts';
import { type GivenUp, UdfRuns } from './udf-runs.ts';

const runs = new UdfRuns();
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  for (const [name, error] of [
    ['refuses', unsupported('This value')],
    ['fails', new TypeError('x is undefined')],
  ] as const) {
    const run = () => {
      throw error;
    };
    connection.registerScalarFunction(
      scalarFunction({ name, parameters: ['BIGINT'], returns: 'BIGINT', run }, runs),
    );
  }
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function reasonsOf(name: string): Promise<GivenUp[]> {
  const reasons: GivenUp[] = [];
  const run = {
    signal: new AbortController().signal,
    deadline: performance.now() + 60_000,
    giveUp: (reason: GivenUp) => void reasons.push(reason),
  };
  await runs.during(connection, run, async () => {
    await expect(connection.runAndReadAll(`SELECT ${name}(range) FROM range(1)`)).rejects.toThrow();
  });
  return reasons;
}

test('a function that refuses a value fails the query with its own message', async () => {
  expect(await reasonsOf('refuses')).toEqual([]);
});

test('a mistake inside of a function ends the query as a failure of the emulator', async () => {
  expect(await reasonsOf('fails')).toEqual([{ failure: expect.any(TypeError) }]);
});
