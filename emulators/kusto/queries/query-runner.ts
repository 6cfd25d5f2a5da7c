import type { DuckDBConnection } from '@duckdb/node-api';
import type { CellValue, ResultColumn } from '../encode/cells.ts';
import type { RenderAnnotation } from '../encode/visualization.ts';
import type { CatalogSnapshot } from '../types/schema.ts';

/** A parameter of a request: a number or a bool as it is, every other type as KQL literal text. */
export type ParameterValue = string | number | boolean | null;

export interface QueryText {
  database: string;
  text: string;
  parameters: ReadonlyMap<string, ParameterValue>;
  /** What `now()` is in the query, in ticks. */
  nowTicks: bigint;
  user: string;
}

/** One tabular result: its batches of rows come as the engine makes them. */
export interface ResultStream {
  columns: readonly ResultColumn[];
  render: RenderAnnotation | null;
  batches: AsyncIterable<readonly (readonly CellValue[])[]>;
}

/** A query ready to run. */
export interface PreparedQuery {
  /** What its `set` statements say, by name. */
  options: ReadonlyMap<string, unknown>;
  /** Columns of its first result. */
  columns: readonly ResultColumn[];
  /** It reads external tables. */
  readsExternalTables: boolean;
  /** The results of its tabular statements, in order; each is read before the next. */
  run(connection: DuckDBConnection, signal: AbortSignal): AsyncIterable<ResultStream>;
}

/** Compiles KQL. Throws KqlError for text that is wrong and for what is not supported; so do the queries as they run. */
export interface QueryRunner {
  prepare(query: QueryText, catalog: CatalogSnapshot): PreparedQuery;
}
