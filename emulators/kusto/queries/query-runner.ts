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
  /** What `now()` is in the query. */
  now: Date;
}

/** One tabular result: its batches of rows come as the engine makes them. */
export interface ResultStream {
  columns: readonly ResultColumn[];
  render: RenderAnnotation | null;
  batches: AsyncIterable<readonly (readonly CellValue[])[]>;
}

/** Compiles and runs KQL. Throws KustoError for text that is wrong and for what is not supported. */
export interface QueryRunner {
  /** The results of the text's tabular statements, in order; each must be read to its end before the next. */
  run(
    query: QueryText,
    catalog: CatalogSnapshot,
    connection: DuckDBConnection,
    signal: AbortSignal,
  ): AsyncIterable<ResultStream>;
}
