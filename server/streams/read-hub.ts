import { setTimeout as delay } from 'node:timers/promises';
import { HandOver } from '#ingestion/sources/hand-over.ts';
import type { PartitionBounds, PartitionStream, Source, SourceBatch } from '#ingestion/sources/source.ts';

export type HubBatch = SourceBatch;
export type HubBounds = PartitionBounds;
export type HubStream = AsyncIterable<PartitionStream> & AsyncDisposable & Pick<Source, 'status'>;

/** What stream rules get to know of a hub, for each partition in order. */
export type HubNews =
  /** First of a partition, before any of its events. */
  | { kind: 'assigned'; partition: string; bounds: PartitionBounds }
  | { kind: 'events'; batch: SourceBatch }
  /** The broker has nothing newer than `sequence`, and got nothing in the last `silentMs` since that was read. */
  | { kind: 'silence'; partition: string; sequence: number; silentMs: number }
  /** The partition is read no more: open the hub anew to go on. */
  | { kind: 'ended'; partition: string };

interface Reading {
  news: HandOver<HubNews>;
  signal: AbortSignal;
  monotonicMs: () => number;
  /** The last event read before, by partition. */
  afterSequence: ReadonlyMap<string, number>;
}

const silenceCheckMs = 1_000;

/**
 * Merges the partitions of a source for one consumer, which gets the next piece when it asks for it: nothing is read
 * ahead but what the source holds. Ends when the signal is aborted or the
 * source ends. The caller owns the source.
 */
export async function* readHub(
  source: HubStream,
  options: Omit<Reading, 'news'>,
): AsyncGenerator<HubNews, void, void> {
  const news = new HandOver<HubNews>();
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const end = () => news.end();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  let failure: { error: unknown } | null = null;
  const fail = (error: unknown) => {
    failure ??= { error };
    end();
  };
  followSource(source, { ...options, signal, news }, fail).catch(fail);
  try {
    yield* news;
    if (failure !== null) throw (failure as { error: unknown }).error;
  } finally {
    stop.abort();
  }
}

async function followSource(
  source: HubStream,
  reading: Reading,
  fail: (error: unknown) => void,
): Promise<void> {
  for await (const stream of source) {
    if (reading.signal.aborted) return;
    followPartition(stream, reading).catch(fail);
  }
}

async function followPartition(stream: PartitionStream, reading: Reading): Promise<void> {
  const { news, signal, monotonicMs } = reading;
  const { partition } = stream;
  const bounds = await boundsOf(stream, signal);
  if (bounds === null) return;
  await news.put({ kind: 'assigned', partition, bounds });
  const read = {
    sequence: reading.afterSequence.get(partition) ?? bounds.lastSequenceNumber,
    atMs: monotonicMs(),
  };
  const stop = new AbortController();
  const watching = watchSilence(stream, read, { ...reading, signal: AbortSignal.any([signal, stop.signal]) });
  for await (const batch of stream) {
    await news.put({ kind: 'events', batch });
    read.sequence = batch.events.at(-1)?.sequenceNumber ?? read.sequence;
    read.atMs = monotonicMs();
  }
  stop.abort();
  // At once: the partition may come again as a new stream, from a later event than the last one taken here.
  await Promise.all([news.put({ kind: 'ended', partition }), watching]);
}

/** Says when the partition got nothing: only the broker knows that nothing is on its way. */
async function watchSilence(
  stream: PartitionStream,
  read: { sequence: number; atMs: number },
  { news, signal, monotonicMs }: Reading,
): Promise<void> {
  while (await waited(silenceCheckMs, signal)) {
    const { sequence, atMs } = read;
    const askedMs = monotonicMs();
    if (askedMs - atMs < silenceCheckMs) continue;
    const bounds = await boundsOf(stream, signal);
    const isSilent = bounds?.lastSequenceNumber === sequence && read.sequence === sequence;
    if (!isSilent || signal.aborted) continue;
    await news.put({ kind: 'silence', partition: stream.partition, sequence, silentMs: askedMs - atMs });
  }
}

/** Asks until the broker answers; null when there is no more need. */
async function boundsOf(stream: PartitionStream, signal: AbortSignal): Promise<PartitionBounds | null> {
  while (!signal.aborted) {
    try {
      return await stream.bounds();
    } catch {
      // The source reports in its status that the broker is away.
      await waited(silenceCheckMs, signal);
    }
  }
  return null;
}

/** False when it was cut short. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
