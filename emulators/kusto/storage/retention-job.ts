import type { DuckDBConnection } from '@duckdb/node-api';
import type { SchemaLock } from './schema-lock.ts';

export interface ExpiredRows {
  database: string;
  table: string;
  /** Deletes the rows that are past their time. */
  sql: string;
}

const intervalMs = 5 * 60_000;

/** Deletes rows whose retention is over, now and then; as in Kusto, not at the very moment. */
export class RetentionJob implements AsyncDisposable {
  readonly #connection: DuckDBConnection;
  readonly #lock: SchemaLock;
  readonly #timer: NodeJS.Timeout;
  readonly #onFailure: (failure: { database: string; table: string; error: unknown }) => void;
  #current: Promise<void> = Promise.resolve();

  /** `plan` tells what is expired; the connection is the job's own and closed with it. */
  constructor(parts: {
    connection: DuckDBConnection;
    lock: SchemaLock;
    plan: () => readonly ExpiredRows[];
    onFailure: (failure: { database: string; table: string; error: unknown }) => void;
  }) {
    this.#connection = parts.connection;
    this.#lock = parts.lock;
    this.#onFailure = parts.onFailure;
    this.#timer = setInterval(() => {
      this.#current = this.#current.then(() => this.run(parts.plan()));
    }, intervalMs);
    this.#timer.unref();
  }

  /** Deletes table by table; a failure is told and does not stop the others. */
  async run(expired: readonly ExpiredRows[]): Promise<void> {
    for (const { database, table, sql } of expired) {
      try {
        await this.#lock.shared(() => this.#connection.run(sql));
      } catch (error) {
        this.#onFailure({ database, table, error });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#current;
    this.#connection.closeSync();
  }
}
