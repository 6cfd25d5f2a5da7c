import type { Logger } from '#shared/node/logger.ts';
import { StartError } from '#shared/node/run-service.ts';
import { collectWindows, type WindowLimits } from './batches/collect-windows.ts';
import { deadLetterRows } from './batches/dead-letter-rows.ts';
import type {
  DeadLetter,
  IngestBatch,
  IngestReceipt,
  IngestTarget,
  RoutedEvents,
} from './batches/ingest-batch.ts';
import { type Routes, routeEvents } from './batches/route-events.ts';
import { Ledger } from './checkpoints/ledger.ts';
import { countExpired, describeBreak, newProgress } from './checkpoints/progress.ts';
import { FencedError, type ProgressStore } from './checkpoints/progress-store.ts';
import type { KustoSink } from './kusto-sink.ts';
import { retryDelayMs, waitMs } from './retry-delay.ts';
import type { PartitionBounds, PartitionStream, SourceEvent } from './sources/source.ts';

export interface IngestionParts {
  store: ProgressStore;
  sink: Pick<KustoSink, 'ingest'>;
  routes: Routes;
  deadLetterTarget: IngestTarget;
  limits: WindowLimits;
  /** Called right after Kusto acknowledged rows. */
  onStored: (receipt: IngestReceipt) => void;
  /** Called with the newest sequence number that is stored; null before the first. */
  onReached: (stream: PartitionStream, sequenceNumber: number | null) => void;
  logger: Logger;
  now: () => number;
}

const boundsPace = { firstMs: 200, longestMs: 2_000 };

/**
 * Stores the events of a partition in order, window after window, until the stream ends: each event once, also after a
 * crash. Throws StartError when the hub is not the one that the partition's checkpoint is of.
 */
export async function ingestPartition(
  stream: PartitionStream,
  parts: IngestionParts,
  signal: AbortSignal,
): Promise<void> {
  const { logger, limits } = parts;
  const place = { hub: stream.source, partition: stream.partition };
  try {
    const ledger = await openLedger(stream, parts, signal);
    parts.onReached(stream, ledger.progress.committed?.sequenceNumber ?? null);
    for await (const window of collectWindows(stream, limits)) {
      await ingestWindow(window, { stream, parts, ledger, signal });
    }
    await ledger.close();
  } catch (error) {
    if (error instanceof FencedError) logger.warn({ event: 'partition.fenced', ...place });
    else if (signal.aborted) logger.info({ event: 'partition.stopped', ...place });
    else throw error;
  }
}

async function openLedger(
  stream: PartitionStream,
  parts: IngestionParts,
  signal: AbortSignal,
): Promise<Ledger> {
  const record = parts.store.record(stream.source, stream.partition);
  const bounds = await boundsOf(stream, parts, signal);
  const progress = (await record.read()) ?? newProgress(bounds.logId);
  const mismatch = describeBreak(progress, bounds);
  if (mismatch !== null) {
    throw new StartError(
      `Partition ${stream.partition} of the hub ${stream.source} is not the one that was ingested before: ${mismatch}. ` +
        `Restore the hub's data; or, to ingest the hub as it is now from its beginning, delete the folder ${record.place}.`,
    );
  }
  const expired = countExpired(progress, bounds);
  const place = { hub: stream.source, partition: stream.partition };
  if (expired > 0) parts.logger.error({ event: 'partition.events-expired', ...place, events: expired });
  if (progress.pending !== null)
    parts.logger.info({ event: 'partition.recovering', ...place, ...progress.pending });
  return new Ledger(record, progress);
}

async function boundsOf(
  stream: PartitionStream,
  parts: IngestionParts,
  signal: AbortSignal,
): Promise<PartitionBounds> {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await stream.bounds();
    } catch (error) {
      const { source: hub, partition } = stream;
      const reason = error instanceof Error ? error.message : String(error);
      if (failures === 1) parts.logger.warn({ event: 'partition.unknown-bounds', hub, partition, reason });
      await waitMs(retryDelayMs(boundsPace, failures, Math.random), signal);
    }
  }
}

interface WindowContext {
  stream: PartitionStream;
  parts: IngestionParts;
  ledger: Ledger;
  signal: AbortSignal;
}

async function ingestWindow(window: readonly SourceEvent[], context: WindowContext): Promise<void> {
  const { stream, parts, ledger } = context;
  const reached = ledger.progress.committed?.sequenceNumber ?? -1;
  // The SDK may hand out again what it did before its connection broke.
  const events = window.filter(({ sequenceNumber }) => sequenceNumber > reached);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return;
  const doubtfulTo = ledger.progress.pending?.to ?? -1;
  const range = { from: first.sequenceNumber, to: last.sequenceNumber };
  await ledger.begin(range, parts.now());
  const { routed, deadLetters } = routeEvents(events, stream, parts.routes);
  const position = {
    source: stream.source,
    partition: stream.partition,
    range,
    beganMs: ledger.progress.pending?.sinceMs ?? parts.now(),
    isDoubtful: doubtfulTo >= range.from,
  };
  const refused = await Promise.all(
    routed.map(async (group) => await store({ ...position, ...group }, context)),
  );
  await storeDeadLetters([...deadLetters, ...refused.flat()], position, context);
  ledger.finish({ sequenceNumber: last.sequenceNumber, offset: last.offset });
  parts.onReached(stream, last.sequenceNumber);
}

async function store(batch: IngestBatch, { parts, ledger, signal }: WindowContext): Promise<DeadLetter[]> {
  const startedMs = parts.now();
  const { receipt, rejected } = await parts.sink.ingest(batch, {
    signal,
    beforeResend: async () => await ledger.confirm(),
  });
  if (receipt !== null) {
    parts.onStored(receipt);
    const { table, rowCount, range, ingestedMs } = receipt;
    const durationMs = ingestedMs - startedMs;
    parts.logger.debug({ event: 'batch.ingested', table, rowCount, ...range, durationMs });
  }
  return rejected;
}

async function storeDeadLetters(
  deadLetters: readonly DeadLetter[],
  position: Omit<IngestBatch, keyof RoutedEvents>,
  context: WindowContext,
): Promise<void> {
  if (deadLetters.length === 0) return;
  const { stream, parts } = context;
  const ordered = deadLetters.toSorted((a, b) => a.event.sequenceNumber - b.event.sequenceNumber);
  const [first] = ordered;
  parts.logger.warn({
    event: 'events.dead-lettered',
    hub: stream.source,
    partition: stream.partition,
    events: ordered.length,
    firstSequenceNumber: first?.event.sequenceNumber,
    table: first?.table,
  });
  for (const part of partsOf(ordered)) {
    const rows = deadLetterRows(part, stream, { target: parts.deadLetterTarget, nowMs: parts.now() });
    const lost = await store({ ...position, ...rows }, context);
    // They hold nothing that Kusto could refuse, so this is a fault of ours: stop before the events are passed over.
    if (lost.length > 0) throw new Error('Kusto rejects the rows of the dead-letter table.');
  }
}

/** A dead letter repeats up to 256 Ki characters of its body, so few go into one request of 4 MiB. */
function* partsOf(deadLetters: readonly DeadLetter[]): Generator<DeadLetter[]> {
  const maxBytes = 2 ** 20;
  let part: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of deadLetters) {
    const size = Math.min(letter.event.body.byteLength, 262_144) * 2 + 1_000;
    if (part.length > 0 && bytes + size > maxBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(letter);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
