import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { compile } from '../compile/compile.ts';
import type { Program } from '../compile/emit/statement.ts';
import { warmUp } from '../compile/warm-up.ts';
import type { Cell } from '../execute/cells.ts';
import { registerEngine } from '../execute/register.ts';
import { resolveQuery } from '../execute/resolve.ts';
import { runResult } from '../execute/run.ts';
import { printDatetime } from '../types/datetime.ts';
import type { CatalogSnapshot, ColumnSchema, DatabaseSchema, KustoType } from '../types/schema.ts';
import { printTimespan } from '../types/timespan.ts';
import { printPlan } from './print-plan.ts';

export interface EngineAnswer {
  columns: ColumnSchema[];
  rows: unknown[][];
  /** The order of the rows has a meaning. */
  isSorted: boolean;
  plan: string;
  sql: string;
}

const queryTimeoutMs = 10_000;

/** The engine alone, in memory, for tests: compiles and runs a query and gives JSON values. */
export class TestEngine {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  catalog: CatalogSnapshot;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, catalog: CatalogSnapshot) {
    this.#instance = instance;
    this.connection = connection;
    this.catalog = catalog;
  }

  static async open(database: Partial<DatabaseSchema> = {}): Promise<TestEngine> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1GB' });
    const connection = await instance.connect();
    await registerEngine(connection);
    warmUp();
    const schema = {
      name: 'NetDefaultDB',
      prettyName: '',
      tables: new Map(),
      functions: new Map(),
      materializedViews: new Map(),
      externalTables: new Map(),
      ...database,
    };
    return new TestEngine(instance, connection, { version: 1, databases: new Map([[schema.name, schema]]) });
  }

  /** The answer to the first tabular statement. */
  async query(text: string, parameters: Record<string, unknown> = {}): Promise<EngineAnswer> {
    const compileText = (kql: string) =>
      compile({ text: kql, database: 'NetDefaultDB', catalog: this.catalog });
    const request = {
      nowTicks: 638_000_000_000_000_000n,
      parameters,
      currentPrincipal: 'test',
      clusterUri: 'http://127.0.0.1',
    };
    const signal = AbortSignal.timeout(queryTimeoutMs);
    const compiled = await resolveQuery(this.connection, compileText(text), compileText, { request, signal });
    const result = compiled.results[0];
    if (result === undefined) throw new Error('the query has no result');
    const run = await runResult(this.connection, compiled, result, { request, signal, maxRecords: 500_000 });
    const rows: unknown[][] = [];
    for await (const chunk of run.chunks) {
      for (const row of chunk)
        rows.push(row.map((cell, index) => jsonValue(cell, result.columns[index]?.type ?? 'string')));
    }
    return {
      columns: run.columns,
      rows,
      isSorted: result.isSorted,
      plan: printPlan(result.plan),
      sql: printProgram(result.program),
    };
  }

  [Symbol.dispose](): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}

/** The statements in the order in which they run, each stage's input under a line with its operator. */
function printProgram({ stages, statement }: Program): string {
  const before = stages.flatMap(({ operator, inputs, table }) =>
    inputs.map((input) => `-- ${operator.name} into ${table}\n${input.sql};`),
  );
  return [...before, statement.sql].join('\n');
}

function jsonValue(cell: Cell, type: KustoType): unknown {
  if (cell === null) return type === 'string' ? '' : null;
  switch (type) {
    case 'datetime':
      return printDatetime(BigInt(cell));
    case 'timespan':
      return printTimespan(BigInt(cell));
    case 'dynamic':
      return JSON.parse(String(cell));
    case 'real':
      return Number.isFinite(cell)
        ? cell
        : Number.isNaN(cell)
          ? 'NaN'
          : Number(cell) > 0
            ? 'Infinity'
            : '-Infinity';
    case 'long':
    case 'int':
      return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
    case 'bool':
    case 'guid':
    case 'decimal':
    case 'string':
      return cell;
  }
}
