import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

interface Waiter {
  resolve(connection: DuckDBConnection): void;
  reject(error: unknown): void;
}

/** How long an aborted caller waits for its work to end; DuckDB can't be interrupted while it plans a statement. */
const patienceMs = 150;

/**
 * Connections for queries: each serves one request at a time and reads a snapshot of its own. At most `size` are out;
 * further callers wait in order.
 */
export class ConnectionPool {
  readonly #instance: DuckDBInstance;
  readonly #size: number;
  readonly #idle: DuckDBConnection[] = [];
  readonly #waiters: Waiter[] = [];
  #open = 0;

  constructor(instance: DuckDBInstance, size: number) {
    this.#instance = instance;
    this.#size = size;
  }

  /**
   * Runs `work` with a connection of its own. Throws the signal's reason when it is aborted, also when the work does not
   * end soon after that; its connection is used again only when it has.
   */
  async use<T>(signal: AbortSignal, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#acquire(signal);
    const running = work(connection).finally(() => this.#release(connection));
    return await orAborted(running, signal);
  }

  /** Closes the idle connections; those in use are closed as they come back. */
  close(): void {
    this.#open = Number.POSITIVE_INFINITY;
    for (const connection of this.#idle.splice(0)) connection.closeSync();
  }

  async #acquire(signal: AbortSignal): Promise<DuckDBConnection> {
    signal.throwIfAborted();
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#open < this.#size) {
      this.#open += 1;
      return await this.#connect();
    }
    return await this.#wait(signal);
  }

  async #connect(): Promise<DuckDBConnection> {
    try {
      return await this.#instance.connect();
    } catch (error) {
      this.#open -= 1;
      throw error;
    }
  }

  #wait(signal: AbortSignal): Promise<DuckDBConnection> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve, reject };
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(asError(signal.reason));
      };
      waiter.resolve = (connection) => {
        signal.removeEventListener('abort', onAbort);
        resolve(connection);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #release(connection: DuckDBConnection): void {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.resolve(connection);
    else if (this.#open > this.#size) connection.closeSync();
    else this.#idle.push(connection);
  }
}

async function orAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(asError(signal.reason)), patienceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error
    ? reason
    : new Error('waiting for a connection was given up', { cause: reason });
}
