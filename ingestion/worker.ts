import { setMaxListeners } from 'node:events';
import type { StreamReport } from '#shared/ingestion/change-notice.ts';
import { type IngestionParts, ingestPartition } from './ingest-partition.ts';
import type { KustoSink } from './kusto-sink.ts';
import { LagMeter, reportStream } from './notices/stream-reports.ts';
import { waitMs } from './retry-delay.ts';
import type { PartitionStream, Source } from './sources/source.ts';

const measureMs = 2_000;

/** Ingests sources: the partitions of all at the same time, the events of a partition in order. */
export class Worker {
  readonly #sources: readonly Source[];
  readonly #sink: KustoSink;
  readonly #parts: Omit<IngestionParts, 'onReached' | 'sink'>;
  readonly #lag = new LagMeter();

  constructor(options: {
    sources: readonly Source[];
    sink: KustoSink;
    parts: Omit<IngestionParts, 'onReached' | 'sink'>;
  }) {
    this.#sources = options.sources;
    this.#sink = options.sink;
    this.#parts = options.parts;
  }

  reports(): StreamReport[] {
    return this.#sources.map((source) =>
      reportStream(source.name, {
        status: source.status(),
        blockage: this.#sink.blockage(source.name),
        lagEvents: this.#lag.lagEvents(source.name),
      }),
    );
  }

  /** Runs until the signal is aborted and the work in hand is finished or given up. Throws what can't be mended here. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    // Every partition waits for it.
    setMaxListeners(0, stop);
    const end = () => {
      for (const source of this.#sources) source.end();
    };
    stop.addEventListener('abort', end, { once: true });
    if (stop.aborted) end();
    const fail = (error: unknown) => failed.abort(error);
    await Promise.all([
      this.#measureLag(stop),
      ...this.#sources.map(async (source) => await this.#ingest(source, stop, fail)),
    ]);
    failed.signal.throwIfAborted();
  }

  async #ingest(source: Source, signal: AbortSignal, fail: (error: unknown) => void): Promise<void> {
    const running = new Map<string, Promise<void>>();
    for await (const stream of source) {
      // A partition that comes again waits until the work in hand of its last stream is finished.
      const previous = running.get(stream.partition) ?? Promise.resolve();
      running.set(
        stream.partition,
        previous.then(async () => await this.#ingestPartition(stream, signal)).catch(fail),
      );
    }
    await Promise.all(running.values());
  }

  async #ingestPartition(stream: PartitionStream, signal: AbortSignal): Promise<void> {
    const onReached: IngestionParts['onReached'] = (...reached) => this.#lag.reached(...reached);
    try {
      await ingestPartition(stream, { ...this.#parts, sink: this.#sink, onReached }, signal);
    } finally {
      this.#lag.left(stream);
    }
  }

  async #measureLag(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#lag.measure();
      await waitMs(measureMs, signal).catch(() => {});
    }
  }
}
