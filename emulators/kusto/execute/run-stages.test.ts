import { afterAll, beforeAll, expect, test } from 'vitest';
import { programFor } from '../compile/emit/sql.ts';
import type { Statement } from '../compile/emit/statement.ts';
import type { Column, Expression, Plan } from '../compile/plan/logical.ts';
import { TestEngine } from '../golden/engine.ts';
import { type Cell, cellsOf } from './cells.ts';
import type { OperatorRun } from './operators/operator.ts';
import { readAllRows } from './operators/operator.ts';
import { runStages } from './run-stages.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.open();
});

afterAll(() => engine[Symbol.dispose]());

const columns: Column[] = [
  { name: 'n', type: 'long' },
  { name: 'N', type: 'decimal' },
  { name: 'id', type: 'guid' },
  { name: 'data', type: 'dynamic' },
  { name: 'text', type: 'string' },
];

/** Each row of the input twice, then one of nulls. */
const twice: OperatorRun = async function* (_, [input], context) {
  if (input === undefined) throw new Error('an input is missing');
  const rows = await readAllRows(input, context);
  yield rows.flatMap((row) => [row, row]);
  yield [[null, null, null, null, null]];
};

function source(count: bigint): Plan {
  const range: Plan = {
    kind: 'range',
    from: { kind: 'literal', type: 'long', value: 1n },
    to: { kind: 'literal', type: 'long', value: count },
    step: { kind: 'literal', type: 'long', value: 1n },
    columns: [{ name: 'n', type: 'long' }],
    isSerialized: true,
  };
  const call = (name: string, type: Column['type'], value: string): Expression => ({
    kind: 'call',
    type,
    name,
    arguments: [{ kind: 'literal', type: 'string', value }],
  });
  return {
    kind: 'project',
    input: range,
    items: [
      { name: 'n', type: 'long', expression: { kind: 'column', type: 'long', name: 'n' } },
      { name: 'N', type: 'decimal', expression: call('todecimal', 'decimal', '1.25') },
      {
        name: 'id',
        type: 'guid',
        expression: call('toguid', 'guid', '74be27de-1e4e-49d9-b579-fe0b331d3642'),
      },
      { name: 'data', type: 'dynamic', expression: call('parse_json', 'dynamic', '{"a":[1]}') },
      { name: 'text', type: 'string', expression: { kind: 'literal', type: 'string', value: 'x' } },
    ],
    columns,
    isSerialized: true,
  };
}

async function rowsOf(plan: Plan, signal = AbortSignal.timeout(10_000)): Promise<Cell[][]> {
  const { stages, statement } = programFor(plan, false);
  const read = async function* (wanted: Statement) {
    const stream = await engine.connection.stream(wanted.sql);
    for await (const chunk of stream)
      yield cellsOf(
        chunk,
        wanted.columns.map((column) => column.type),
      );
  };
  const bind = () => ({ type: 'long', value: null }) as const;
  await engine.connection.run('BEGIN TRANSACTION');
  try {
    await runStages(engine.connection, stages, {
      read,
      bind,
      signal,
      operators: new Map([['twice', twice]]),
    });
    const rows: Cell[][] = [];
    for await (const batch of read(statement)) rows.push(...batch);
    return rows;
  } finally {
    await engine.connection.run('ROLLBACK');
  }
}

function doubled(input: Plan): Plan {
  return { kind: 'compute', inputs: [input], operator: { name: 'twice' }, columns, isSerialized: true };
}

test('what an operator gives comes back in order and in every type', async () => {
  const rows = await rowsOf(doubled(source(2n)));
  const first = [1n, '1.25', '74be27de-1e4e-49d9-b579-fe0b331d3642', '{"a":[1]}', 'x'];
  const second = [2n, ...first.slice(1)];
  expect(rows).toEqual([first, first, second, second, [null, null, null, null, '']]);
});

test('a stage reads what an earlier one gave', async () => {
  const rows = await rowsOf(doubled(doubled(source(3000n))));
  expect(rows).toHaveLength(3000 * 4 + 3);
});

test('a plan that is used twice is computed once', () => {
  const shared = doubled(source(1n));
  const inputs = [shared, shared].map((plan) => ({
    plan,
    items: columns.map((column) => ({ kind: 'column', type: column.type, name: column.name }) as const),
  }));
  const { stages } = programFor({ kind: 'union', inputs, columns, isSerialized: false }, false);
  expect(stages).toHaveLength(1);
});

test('an aborted signal ends the work and leaves no table behind', async () => {
  const controller = new AbortController();
  const work = rowsOf(doubled(source(400_000n)), controller.signal);
  setTimeout(() => controller.abort(new Error('cancelled')), 30);
  await expect(work).rejects.toThrow('cancelled');
  const tables = await engine.connection.runAndReadAll(
    'SELECT count(*) FROM duckdb_tables() WHERE temporary',
  );
  expect(tables.getRows()).toEqual([[0n]]);
});
