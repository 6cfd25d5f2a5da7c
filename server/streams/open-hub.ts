import { EventHubSource } from '#ingestion/sources/event-hub-source.ts';
import type { Source, StartPosition } from '#ingestion/sources/source.ts';
import type { Logger } from '#shared/node/logger.ts';

/**
 * Reads a whole hub from the events after the given sequence numbers (-1: from the oldest); partitions without one
 * begin with what comes next. Whoever opened it disposes it.
 */
export function openHub(options: {
  connectionString: string;
  consumerGroup: string;
  hub: string;
  afterSequence: ReadonlyMap<string, number>;
  logger: Logger;
}): Source {
  const { afterSequence, ...rest } = options;
  const start = new Map(
    [...afterSequence].map(([partition, sequenceNumber]): [string, StartPosition] => [
      partition,
      sequenceNumber < 0 ? { kind: 'earliest' } : { kind: 'after', sequenceNumber },
    ]),
  );
  return new EventHubSource({ ...rest, partitions: { kind: 'every-partition', start, otherwise: 'latest' } });
}
