import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { physicalSchemaName, qualifiedTable, quoteIdentifier, tableDefinition } from '../types/physical.ts';
import type { ColumnSchema, TableSchema } from '../types/schema.ts';
import { type GoldenCase, printResult, readCase, writeCase } from './case-file.ts';
import { TestEngine } from './engine.ts';

const isUpdate = process.env['UPDATE_GOLDEN'] === '1';
const folder = join(import.meta.dirname, 'cases');

const readings: TableSchema = {
  name: 'Readings',
  columns: [
    { name: 'Timestamp', type: 'datetime' },
    { name: 'Sensor', type: 'string' },
    { name: 'Value', type: 'real' },
    { name: 'Count', type: 'long' },
    { name: 'Details', type: 'dynamic' },
  ],
  folder: '',
  docString: '',
};

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.open({
    tables: new Map([[readings.name, readings]]),
    functions: new Map([
      [
        'Hot',
        {
          name: 'Hot',
          parameters: '(limit:real)',
          body: '{ Readings | where Value > limit }',
          folder: '',
          docString: '',
        },
      ],
      [
        'Earlier',
        {
          name: 'Earlier',
          parameters:
            '(by:timespan=timespan(10m), from:datetime=datetime(2024-01-02), tags:dynamic=dynamic(["x"]), n:int=-2)',
          body: '{ print At = from - by, Tag = tags[0], Number = n }',
          folder: '',
          docString: '',
        },
      ],
    ]),
    materializedViews: new Map([
      [
        'LatestReadings',
        {
          name: 'LatestReadings',
          sourceTable: 'Readings',
          query: 'Readings | summarize arg_max(Timestamp, *) by Sensor',
          columns: [
            columnOf('Sensor'),
            columnOf('Timestamp'),
            columnOf('Value'),
            columnOf('Count'),
            columnOf('Details'),
          ],
          folder: '',
          docString: '',
        },
      ],
    ]),
  });
  await fillReadings();
});

afterAll(() => engine[Symbol.dispose]());

describe('golden cases', () => {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.kqltest')) continue;
    test(file, async () => {
      const path = join(folder, file);
      const golden = readCase(readFileSync(path, 'utf8'));
      const actual = await answer(golden.query);
      if (isUpdate) writeFileSync(path, writeCase({ query: golden.query, ...actual }));
      else expect(actual).toEqual({ plan: golden.plan, sql: golden.sql, result: golden.result });
    });
  }
});

async function answer(query: string): Promise<Omit<GoldenCase, 'query'>> {
  try {
    const { plan, sql, columns, rows, isSorted } = await engine.query(query);
    return { plan, sql, result: printResult(columns, rows, isSorted) };
  } catch (error) {
    return { plan: '', sql: '', result: error instanceof Error ? error.message : String(error) };
  }
}

function columnOf(name: string): ColumnSchema {
  const column = readings.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return column;
}

/** Twelve rows: two sensors, one every ten minutes, the last value of the second unknown. */
async function fillReadings(): Promise<void> {
  const schema = quoteIdentifier(physicalSchemaName('NetDefaultDB'));
  const table = qualifiedTable('NetDefaultDB', 'Readings');
  await engine.connection.run(`CREATE SCHEMA ${schema}`);
  await engine.connection.run(`CREATE TABLE ${table} (${tableDefinition(readings.columns)})`);
  await engine.connection.run(
    `INSERT INTO ${table} SELECT 638396640000000000 + i * 6000000000, CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END,
       CASE WHEN i = 11 THEN NULL ELSE 20 + i / 4.0 END, i, json_object('unit', 'C', 'tags', json_array(i, 'x')),
       638396640000000000 + i * 6000000000 + 50000000 FROM range(12) AS r(i)`,
  );
}
