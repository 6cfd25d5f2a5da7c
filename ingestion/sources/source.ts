/** An event as the broker delivered it. `body` is what the producer sent, undecoded. */
export interface SourceEvent {
  body: Uint8Array;
  /** Opaque to all but the broker. */
  offset: string;
  /** Grows by at least one from event to event of a partition; never reused within one life of the hub. */
  sequenceNumber: number;
  enqueuedMs: number;
  partitionKey: string | null;
  /** Application properties, e.g. `Table`. */
  properties: Readonly<Record<string, unknown>>;
}

/** Events of one partition in the order of their sequence numbers; never empty. */
export interface SourceBatch {
  source: string;
  partition: string;
  events: readonly SourceEvent[];
  receivedMs: number;
}

/** What the broker says about a partition. */
export interface PartitionBounds {
  /** Identity of the log: a hub that was deleted and made anew has another one, and its sequence numbers start again. */
  logId: string;
  /** The oldest event that is kept. Meaningless when `isEmpty`. */
  firstSequenceNumber: number;
  /** The newest event ever enqueued; below 0 when there never was one. */
  lastSequenceNumber: number;
  isEmpty: boolean;
}

/**
 * One partition while this process reads it. Iterate once: the next batch is asked for when the one before was taken,
 * so a slow consumer slows the broker. It ends when the partition is taken away or the source closes, and may come
 * again later as a new stream.
 */
export interface PartitionStream extends AsyncIterable<SourceBatch> {
  readonly source: string;
  readonly partition: string;
  /** Throws AppError while the broker does not answer. */
  bounds(): Promise<PartitionBounds>;
}

/** How a source is doing: `since` in milliseconds since the Unix epoch. */
export interface SourceStatus {
  state: 'connecting' | 'reading' | 'disconnected';
  sinceMs: number;
  /** Why it is disconnected. */
  message: string | null;
}

/** A stream of events in partitions; iterate it once for the partitions that this process is to read. */
export interface Source extends AsyncIterable<PartitionStream>, AsyncDisposable {
  readonly name: string;
  status(): SourceStatus;
  /**
   * Ends every stream, so that work in hand can be finished; the partitions stay ours until the source is disposed.
   */
  end(): void;
}

/** Where to begin in a partition that has no committed position. */
export type StartPosition =
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'after'; sequenceNumber: number };
