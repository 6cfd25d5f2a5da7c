import type { StreamReport } from '#shared/ingestion/change-notice.ts';
import type { Blockage } from '../kusto-sink.ts';
import type { PartitionBounds, PartitionStream, SourceStatus } from '../sources/source.ts';

/** The report of one hub. A hub that can be read but not stored is blocked. */
export function reportStream(
  name: string,
  {
    status,
    blockage,
    lagEvents,
  }: { status: SourceStatus; blockage: Blockage | null; lagEvents: number | null },
): StreamReport {
  if (blockage === null) return { name, ...status, lagEvents };
  const { sinceMs, message } = blockage;
  return { name, state: 'blocked', sinceMs, lagEvents, message };
}

/** Events of a partition that are not stored yet. */
export function countBehind(reached: number | null, bounds: PartitionBounds): number {
  if (bounds.isEmpty) return 0;
  return Math.max(0, bounds.lastSequenceNumber - Math.max(reached ?? -1, bounds.firstSequenceNumber - 1));
}

/** How far behind the broker this worker is, over the partitions that it reads. */
export class LagMeter {
  readonly #partitions = new Map<
    PartitionStream,
    { reached: number | null; bounds: PartitionBounds | null }
  >();

  reached(stream: PartitionStream, sequenceNumber: number | null): void {
    const bounds = this.#partitions.get(stream)?.bounds ?? null;
    this.#partitions.set(stream, { reached: sequenceNumber, bounds });
  }

  left(stream: PartitionStream): void {
    this.#partitions.delete(stream);
  }

  /** Asks the broker how far its partitions reach. */
  async measure(): Promise<void> {
    await Promise.all(
      [...this.#partitions.keys()].map(async (stream) => {
        const bounds = await stream.bounds().catch(() => null);
        const entry = this.#partitions.get(stream);
        if (entry !== undefined) entry.bounds = bounds;
      }),
    );
  }

  /** Null when the broker did not say. */
  lagEvents(source: string): number | null {
    let sum = 0;
    for (const [stream, { reached, bounds }] of this.#partitions) {
      if (stream.source !== source) continue;
      if (bounds === null) return null;
      sum += countBehind(reached, bounds);
    }
    return sum;
  }
}
