import type { PartialReason, Visualization } from '../kusto/query-result.ts';
import type { JsonValue, KustoType } from '../kusto/types.ts';

/**
 * Numbers: int, long, real, decimal as they are; bool as 0 or 1; datetime in milliseconds since the Unix epoch (UTC,
 * with fractions); timespan in milliseconds. Where `missing[row]` is 1 the cell is null and its value is NaN.
 */
export interface NumberColumn {
  kind: 'number';
  name: string;
  type: KustoType;
  values: Float64Array;
  missing: Uint8Array | null;
}

/** Strings and guids, and any column that numbers would falsify (long beyond 2^53). Code 0 is null. */
export interface TextColumn {
  kind: 'text';
  name: string;
  type: KustoType;
  /** `dictionary[code - 1]` is the text of a cell. */
  dictionary: string[];
  codes: Uint32Array;
}

/** dynamic cells, as JSON. */
export interface JsonColumn {
  kind: 'json';
  name: string;
  type: KustoType;
  values: JsonValue[];
}

export type FrameColumn = NumberColumn | TextColumn | JsonColumn;

/** Where the time went between an event and this frame; instants in server milliseconds since the Unix epoch. */
export interface FrameTrace {
  /** Broker's enqueued time of the newest event in the change that caused the run. */
  newestEnqueuedMs: number | null;
  /** When Kusto had acknowledged that change. */
  ingestedMs: number | null;
  noticedMs: number | null;
  queryStartMs: number;
  queryEndMs: number;
  publishedMs: number;
}

/** What a tile draws: the result of one live query as it is at `asOfMs`. */
export interface TileFrame {
  liveQueryId: string;
  /** Grows by one with each frame of this live query whose content differs from the last. */
  revision: number;
  /** The instant that the query's now() was bound to. */
  asOfMs: number;
  /** The bound time range, end exclusive; null for a query without one. */
  startMs: number | null;
  endMs: number | null;
  rowCount: number;
  columns: FrameColumn[];
  visualization: Visualization | null;
  partial: PartialReason | null;
  trace: FrameTrace;
}
