import type { Cell, Column } from './types.ts';

/** Why a result is not the whole answer, e.g. Kusto's record limit (E_QUERY_RESULT_SET_TOO_LARGE). */
export interface PartialReason {
  code: string;
  message: string;
}

/** The annotation that a `render` operator leaves on a result; absent properties were not given. */
export interface Visualization {
  visualization: string;
  title?: string;
  xColumn?: string;
  yColumns?: string[];
  series?: string[];
  kind?: string;
}

/** The answer to one KQL query: the first primary result. Rows are in the order Kusto sent them. */
export interface QueryResult {
  columns: Column[];
  rows: Cell[][];
  visualization: Visualization | null;
  /** Not null: rows were cut or part of the data could not be read. The rows are still true as far as they go. */
  partial: PartialReason | null;
  /** When Kusto answered from its results cache: the instant of the original run. */
  cachedFromMs: number | null;
  clientRequestId: string;
  durationMs: number;
}
