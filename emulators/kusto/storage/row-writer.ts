import type { DuckDBConnection } from '@duckdb/node-api';
import type { CellValue } from '../encode/cells.ts';
import { appendRows, type PhysicalTable, type RowAppend } from './append-rows.ts';
import type { SchemaLock } from './schema-lock.ts';

interface Job {
  append: () => readonly RowAppend[];
  resolve(): void;
  reject(error: unknown): void;
}

/** Rows of one group commit; more wait for the next. */
const maxGroupRows = 50_000;

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
   * Returns when the rows are on disk, those of every table or none. `append` is called when it is this append's turn,
   * while no schema can change: it may throw to refuse (then so does this).
   */
  async append(append: () => readonly RowAppend[]): Promise<void> {
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
    const group: { job: Job; rows: readonly RowAppend[] }[] = [];
    for (let count = 0; count < maxGroupRows; ) {
      const job = this.#jobs.shift();
      if (job === undefined) break;
      try {
        const rows = job.append();
        group.push({ job, rows });
        count += rows.reduce((sum, { rowCount }) => sum + rowCount, 0);
      } catch (error) {
        job.reject(error);
      }
    }
    const error = await this.#tryCommit(group.flatMap(({ rows }) => rows));
    if (error === null) for (const { job } of group) job.resolve();
    else if (group.length === 1) group[0]?.job.reject(error);
    else await this.#commitEach(group);
  }

  /** After a group failed: each append on its own, so that only the one at fault fails. */
  async #commitEach(group: readonly { job: Job; rows: readonly RowAppend[] }[]): Promise<void> {
    for (const { job, rows } of group) {
      const error = await this.#tryCommit(rows);
      if (error === null) job.resolve();
      else job.reject(error);
    }
  }

  async #tryCommit(appends: readonly RowAppend[]): Promise<unknown> {
    try {
      await this.#connection.run('BEGIN TRANSACTION');
      try {
        const nowTicks = this.#nowTicks();
        for (const append of mergeByTable(appends)) await appendRows(this.#connection, append, nowTicks);
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
