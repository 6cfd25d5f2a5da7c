import { AppError, isTransient } from '#shared/errors.ts';
import type { QueryResult } from '#shared/kusto/query-result.ts';
import type { QuerySource } from './query-source.ts';
import { datetimeMs } from './read-cell.ts';
import type { TableState, TableStates } from './table-states.ts';

export interface TableWatchOptions {
  source: QuerySource;
  tables: TableStates;
  now: () => number;
  /** True while change notices tell of the table, so that it need not be asked. */
  isFed: (state: TableState) => boolean;
}

const everyMs = 1_000;
/** A table without ingestion times (an external one) is taken as changed this often. */
const assumedEveryMs = 10_000;
const timeoutMs = 5_000;

interface WatchedTable {
  state: TableState;
  seen: { newestMs: number | null; rowCount: number } | null;
  dueMs: number;
  isAsking: boolean;
}

/**
 * Watches tables by query, once per table and not per tile: every table that somebody looks at is asked once for its
 * newest ingestion time, and then each second for as long as no worker tells of its changes.
 */
export class TableWatch implements Disposable {
  readonly #options: TableWatchOptions;
  readonly #stopping = new AbortController();
  readonly #watched = new Map<TableState, WatchedTable>();

  constructor(options: TableWatchOptions) {
    this.#options = options;
  }

  /** The tables that somebody looks at, of all tiles together. */
  watch(states: ReadonlySet<TableState>): void {
    for (const state of [...this.#watched.keys()]) if (!states.has(state)) this.#watched.delete(state);
    for (const state of states)
      if (!this.#watched.has(state))
        this.#watched.set(state, { state, seen: null, dueMs: 0, isAsking: false });
  }

  /** Asks what is due. Called several times a second; does nothing for tables that are fed. */
  check(): void {
    const nowMs = this.#options.now();
    for (const table of this.#watched.values()) {
      if (table.isAsking || nowMs < table.dueMs) continue;
      if (table.seen !== null && this.#options.isFed(table.state)) continue;
      table.isAsking = true;
      void this.#ask(table, nowMs);
    }
  }

  [Symbol.dispose](): void {
    this.#stopping.abort();
    this.#watched.clear();
  }

  async #ask(table: WatchedTable, startMs: number): Promise<void> {
    const { source, now, tables } = this.#options;
    const { state } = table;
    try {
      const text = `['${state.table.replaceAll("'", "\\'")}'] | summarize Newest = max(ingestion_time()), Rows = count()`;
      const { signal } = this.#stopping;
      const { database } = state;
      this.#learn(
        table,
        readWatch(await source.query({ database, text, parameters: {}, nowMs: null, timeoutMs, signal })),
        startMs,
      );
      table.dueMs = now() + everyMs;
    } catch (error) {
      const canNeverTell = error instanceof AppError && !isTransient(error.code);
      table.dueMs = now() + (canNeverTell ? assumedEveryMs : everyMs);
      if (canNeverTell && !this.#options.isFed(state)) {
        tables.recordDoubt(state);
        state.confirmedMs = startMs;
      }
    } finally {
      table.isAsking = false;
    }
  }

  #learn(table: WatchedTable, found: NonNullable<WatchedTable['seen']>, startMs: number): void {
    const { tables, isFed, now } = this.#options;
    const { state, seen } = table;
    table.seen = found;
    state.hasData = found.rowCount > 0;
    if (found.newestMs !== null) state.arrivalMs = Math.max(found.newestMs, state.arrivalMs ?? 0);
    if (isFed(state)) return;
    state.confirmedMs = startMs;
    if (seen?.newestMs === found.newestMs && seen.rowCount === found.rowCount) return;
    // At the first look it is not known what came between the runs of the tiles and this.
    if (seen === null || found.rowCount <= seen.rowCount) tables.recordDoubt(state);
    else
      tables.recordArrival(state, { newestEnqueuedMs: null, ingestedMs: found.newestMs, noticedMs: now() });
  }
}

function readWatch({ rows }: QueryResult): { newestMs: number | null; rowCount: number } {
  const [newest, rowCount] = rows[0] ?? [];
  return {
    newestMs: typeof newest === 'string' ? datetimeMs(newest) : null,
    rowCount: typeof rowCount === 'number' ? rowCount : 0,
  };
}
