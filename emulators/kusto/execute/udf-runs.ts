import type { DuckDBConnection } from '@duckdb/node-api';

/** Why a query ends while a UDF runs; `failure` is a mistake in the UDF itself. */
export type GivenUp = 'timeout' | { slowFunction: string } | { failure: unknown };

/** What a call of a UDF must know of the query that it is a part of. */
export interface UdfRun {
  signal: AbortSignal;
  /** On the clock of performance.now(); timers do not fire while UDFs keep the event loop busy. */
  deadline: number;
  /** Ends the query. */
  giveUp(reason: GivenUp): void;
}

/** The queries that run, by the connection that each has for itself. */
export class UdfRuns {
  readonly #runs = new Map<number, UdfRun>();

  async during<T>(connection: DuckDBConnection, run: UdfRun, work: () => Promise<T>): Promise<T> {
    const id = connection.clientContext.connectionId;
    this.#runs.set(id, run);
    try {
      return await work();
    } finally {
      this.#runs.delete(id);
    }
  }

  of(connectionId: number): UdfRun | undefined {
    return this.#runs.get(connectionId);
  }
}
