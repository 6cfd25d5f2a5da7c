import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { CellValue } from '../encode/cells.ts';
import { quoteIdentifier } from '../types/physical.ts';
import type { KustoType } from '../types/schema.ts';
import type { SchemaLock } from './schema-lock.ts';

/** Where rows go and what each column of the physical table takes, in its physical order. */
export interface PhysicalTable {
  schema: string;
  table: string;
  /** `source`: index into the columns of an append, the instant of the commit, or null in every row. */
  columns: readonly { type: KustoType; source: number | 'ingestion-time' | 'null' }[];
}

export interface RowAppend {
  table: PhysicalTable;
  columns: readonly (readonly CellValue[])[];
  rowCount: number;
  /** The rows take the place of those that the table has. */
  isReplacing?: boolean;
}

interface Job {
  append: () => RowAppend;
  resolve(): void;
  reject(error: unknown): void;
}

/** Rows of one group commit; more wait for the next. */
const maxGroupRows = 50_000;
/** DuckDB's vector size. */
const chunkRows = 2048;

/**
 * Appends rows durably. Appends that arrive while a commit runs share the next one, so many small requests cost few
 * fsyncs; each append is in its table as a whole or not at all.
 */
export class RowWriter implements AsyncDisposable {
  readonly #connection: DuckDBConnection;
  readonly #lock: SchemaLock;
  readonly #nowTicks: () => bigint;
  readonly #jobs: Job[] = [];
  /** The work on the jobs at hand; undefined when there are none. */
  #draining: Promise<void> | undefined;

  constructor(connection: DuckDBConnection, lock: SchemaLock, nowTicks: () => bigint) {
    this.#connection = connection;
    this.#lock = lock;
    this.#nowTicks = nowTicks;
  }

  /**
   * Returns when the rows are on disk. `append` is called when it is this append's turn, while no schema can change:
   * it may throw to refuse (then so does this).
   */
  async append(append: () => RowAppend): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#jobs.push({ append, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Waits for the appends at hand. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#draining;
    this.#connection.closeSync();
  }

  async #drain(): Promise<void> {
    // A turn later, so that appends made together share the first commit.
    await Promise.resolve();
    while (this.#jobs.length > 0) await this.#lock.shared(() => this.#commitGroup());
    this.#draining = undefined;
  }

  async #commitGroup(): Promise<void> {
    const group: { job: Job; rows: RowAppend }[] = [];
    for (let count = 0; count < maxGroupRows; ) {
      const job = this.#jobs.shift();
      if (job === undefined) break;
      try {
        const rows = job.append();
        group.push({ job, rows });
        count += rows.rowCount;
      } catch (error) {
        job.reject(error);
      }
    }
    const error = await this.#tryCommit(group.map(({ rows }) => rows));
    if (error === null) for (const { job } of group) job.resolve();
    else if (group.length === 1) group[0]?.job.reject(error);
    else await this.#commitEach(group);
  }

  /** After a group failed: each append on its own, so that only the one at fault fails. */
  async #commitEach(group: readonly { job: Job; rows: RowAppend }[]): Promise<void> {
    for (const { job, rows } of group) {
      const error = await this.#tryCommit([rows]);
      if (error === null) job.resolve();
      else job.reject(error);
    }
  }

  async #tryCommit(appends: readonly RowAppend[]): Promise<unknown> {
    try {
      await this.#connection.run('BEGIN TRANSACTION');
      try {
        const nowTicks = this.#nowTicks();
        for (const append of mergeByTable(appends)) await this.#appendRows(append, nowTicks);
        await this.#connection.run('COMMIT');
        return null;
      } catch (error) {
        await this.#connection.run('ROLLBACK');
        return error;
      }
    } catch (error) {
      return error;
    }
  }

  async #appendRows(append: RowAppend, nowTicks: bigint): Promise<void> {
    const { table, rowCount } = append;
    if (append.isReplacing) {
      await this.#connection.run(
        `DELETE FROM ${quoteIdentifier(table.schema)}.${quoteIdentifier(table.table)}`,
      );
    }
    if (rowCount === 0) return;
    const appender = await this.#connection.createAppender(table.table, table.schema);
    try {
      const types = table.columns.map((_, index) => appender.columnType(index));
      for (let start = 0; start < rowCount; start += chunkRows) {
        const end = Math.min(start + chunkRows, rowCount);
        const chunk = DuckDBDataChunk.create(types, end - start);
        for (const [index, { type, source }] of table.columns.entries()) {
          const values = valuesOf(source, append, nowTicks, start, end);
          chunk.setColumnValues(index, toDuckDb(type, values));
        }
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }
}

function valuesOf(
  source: PhysicalTable['columns'][number]['source'],
  append: RowAppend,
  nowTicks: bigint,
  start: number,
  end: number,
): readonly CellValue[] {
  if (typeof source === 'number') return (append.columns[source] ?? []).slice(start, end);
  return new Array<CellValue>(end - start).fill(source === 'null' ? null : nowTicks);
}

/** Appends to the same table as one, in order. Replacing appends stay on their own, after what came before them. */
function mergeByTable(appends: readonly RowAppend[]): RowAppend[] {
  const merged: { table: PhysicalTable; columns: CellValue[][]; rowCount: number; isReplacing: boolean }[] =
    [];
  for (const { table, columns, rowCount, isReplacing = false } of appends) {
    const last = merged.findLast((append) => append.table === table);
    if (last === undefined || isReplacing) {
      merged.push({ table, columns: columns.map((column) => [...column]), rowCount, isReplacing });
      continue;
    }
    for (const [index, column] of columns.entries())
      for (const value of column) last.columns[index]?.push(value);
    last.rowCount += rowCount;
  }
  return merged;
}

/** Values of a column in the form that DuckDB's vectors take; most are in it already. */
function toDuckDb(type: KustoType, values: readonly CellValue[]): readonly DuckDBValue[] {
  if (type === 'decimal') {
    return values.map((value) => (value === null ? null : new DuckDBDecimalValue(BigInt(value), 38, 10)));
  }
  if (type !== 'guid') return values;
  return values.map((value) => (value === null ? null : uuidOf(String(value))));
}

function uuidOf(text: string): DuckDBUUIDValue {
  return DuckDBUUIDValue.fromUint128(BigInt(`0x${text.replaceAll('-', '')}`));
}
