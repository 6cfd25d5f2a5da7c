import type { Column } from '#shared/kusto/types.ts';
import type { SourceEvent } from '../sources/source.ts';

/** Sequence numbers of one partition, both ends included. */
export interface SequenceRange {
  from: number;
  to: number;
}

/** Where rows go. The two columns say which event of which partition a row is of. */
export interface IngestTarget {
  database: string;
  table: string;
  mapping: string;
  columns: readonly Column[];
  /** The property of the JSON body that fills each column. */
  properties: ReadonlyMap<string, string>;
}

/** One event as a line of JSON for its table. */
export interface Row {
  line: string;
  event: SourceEvent;
}

/** Rows of one range of one partition for one table, in the order of their sequence numbers. */
export interface RoutedEvents {
  target: IngestTarget;
  rows: readonly Row[];
}

/** An event that can't be stored in its table, and why. */
export interface DeadLetter {
  event: SourceEvent;
  /** The table it was for, empty when it names none. */
  table: string;
  reason: string;
}

/** What one ingestion stores, all or nothing. */
export interface IngestBatch extends RoutedEvents {
  source: string;
  partition: string;
  range: SequenceRange;
  /** When an ingestion of this range began for the first time. */
  beganMs: number;
  /** An earlier ingestion was interrupted: any of the rows may be stored, so they are looked up before they are sent. */
  isDoubtful: boolean;
}

/** Kusto has stored these rows durably. */
export interface IngestReceipt {
  database: string;
  table: string;
  range: SequenceRange;
  rowCount: number;
  newestEnqueuedMs: number;
  ingestedMs: number;
}

/** The column `SourcePartition` of an event's row. */
export function sourcePartitionOf(source: string, partition: string): string {
  return `${source}/${partition}`;
}
