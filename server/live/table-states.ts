/** Rows arrived in a table; instants in server milliseconds since the Unix epoch, null where not known. */
export interface Arrival {
  newestEnqueuedMs: number | null;
  ingestedMs: number | null;
  noticedMs: number;
}

/** What is known of one table of a Kusto database. */
export interface TableState {
  readonly database: string;
  readonly table: string;
  /** When rows last arrived. */
  arrivalMs: number | null;
  /** Smoothed time between arrivals. */
  usualGapMs: number | null;
  /** Null until it was looked at. */
  hasData: boolean | null;
  /** Up to when every change of the table is known; null when nobody watches it. */
  confirmedMs: number | null;
}

export type ChangeListener = (state: TableState, arrival: Arrival | null) => void;

const gapWeight = 0.2;

/** The tables of all databases and who wants to hear of their changes. */
export class TableStates {
  readonly #states = new Map<string, TableState>();
  readonly #listeners = new Set<ChangeListener>();

  of(database: string, table: string): TableState {
    const key = `${database}\n${table}`;
    let state = this.#states.get(key);
    if (!state) {
      state = { database, table, arrivalMs: null, usualGapMs: null, hasData: null, confirmedMs: null };
      this.#states.set(key, state);
    }
    return state;
  }

  /** Names of the tables of a database that have been heard of. */
  namesIn(database: string): string[] {
    return [...this.#states.values()]
      .filter((state) => state.database === database)
      .map(({ table }) => table);
  }

  /** Rows arrived. */
  recordArrival(state: TableState, arrival: Arrival): void {
    const atMs = arrival.ingestedMs ?? arrival.noticedMs;
    if (state.arrivalMs !== null && atMs > state.arrivalMs) {
      const gapMs = atMs - state.arrivalMs;
      state.usualGapMs =
        state.usualGapMs === null ? gapMs : state.usualGapMs + gapWeight * (gapMs - state.usualGapMs);
    }
    state.arrivalMs = Math.max(atMs, state.arrivalMs ?? 0);
    state.hasData = true;
    for (const listener of this.#listeners) listener(state, arrival);
  }

  /** It may have changed: a message was lost, or nobody could look. */
  recordDoubt(state: TableState): void {
    for (const listener of this.#listeners) listener(state, null);
  }

  /** Returns what ends it. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
