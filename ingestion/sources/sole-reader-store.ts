import type { Checkpoint, CheckpointStore, EventPosition, PartitionOwnership } from '@azure/event-hubs';
import type { StartPosition } from './source.ts';

const offsets = { earliest: '-1', latest: '@latest' } as const;

/**
 * In memory: every partition is ours, and begins where the caller says. When the SDK opens a receiver again, it goes on
 * after what was passed on last.
 */
export class SoleReaderStore implements CheckpointStore {
  readonly #start: ReadonlyMap<string, StartPosition>;
  readonly #otherwise: 'earliest' | 'latest';
  readonly #ownerships = new Map<string, PartitionOwnership>();
  readonly #passed = new Map<string, string>();

  constructor(start: ReadonlyMap<string, StartPosition>, otherwise: 'earliest' | 'latest') {
    this.#start = start;
    this.#otherwise = otherwise;
  }

  /**
   * Positions that have no offset; the SDK asks for them where `listCheckpoints` has none. Undefined when there are
   * none: the SDK refuses an empty record.
   */
  startPositions(): Record<string, EventPosition> | undefined {
    const positions = [...this.#start].flatMap(([partition, position]) =>
      position.kind === 'after'
        ? [[partition, { sequenceNumber: position.sequenceNumber, isInclusive: false }] as const]
        : [],
    );
    return positions.length === 0 ? undefined : Object.fromEntries(positions);
  }

  passed(partition: string, offset: string): void {
    this.#passed.set(partition, offset);
  }

  async listOwnership(): Promise<PartitionOwnership[]> {
    return [...this.#ownerships.values()].map((ownership) => ({ ...ownership }));
  }

  async claimOwnership(claims: PartitionOwnership[]): Promise<PartitionOwnership[]> {
    return claims.map((claim) => {
      const ownership = { ...claim, etag: 'sole', lastModifiedTimeInMs: Date.now() };
      this.#ownerships.set(claim.partitionId, ownership);
      return { ...ownership };
    });
  }

  async updateCheckpoint(checkpoint: Checkpoint): Promise<void> {
    this.passed(checkpoint.partitionId, checkpoint.offset);
  }

  async listCheckpoints(
    fullyQualifiedNamespace: string,
    eventHubName: string,
    consumerGroup: string,
  ): Promise<Checkpoint[]> {
    return [...this.#ownerships.keys()].flatMap((partitionId) => {
      const offset = this.#offsetOf(partitionId);
      if (offset === null) return [];
      const sequenceNumber = -1;
      return [{ fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId, offset, sequenceNumber }];
    });
  }

  #offsetOf(partition: string): string | null {
    const passed = this.#passed.get(partition);
    if (passed !== undefined) return passed;
    const start = this.#start.get(partition);
    return start?.kind === 'after' ? null : offsets[start?.kind ?? this.#otherwise];
  }
}
