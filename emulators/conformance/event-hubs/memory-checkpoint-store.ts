import { randomUUID } from 'node:crypto';
import type { Checkpoint, CheckpointStore, PartitionOwnership } from '@azure/event-hubs';

/** Checkpoints and ownership in memory, shared by the clients of a test; ownership changes only with the right etag. */
export class MemoryCheckpointStore implements CheckpointStore {
  readonly checkpoints = new Map<string, Checkpoint>();
  readonly ownerships = new Map<string, PartitionOwnership>();

  async listOwnership(): Promise<PartitionOwnership[]> {
    return [...this.ownerships.values()].map((ownership) => ({ ...ownership }));
  }

  async claimOwnership(claims: PartitionOwnership[]): Promise<PartitionOwnership[]> {
    return claims.flatMap((claim) => {
      const current = this.ownerships.get(claim.partitionId);
      if (current && current.etag !== claim.etag) return [];
      const claimed = { ...claim, etag: randomUUID(), lastModifiedTimeInMs: Date.now() };
      this.ownerships.set(claim.partitionId, claimed);
      return [{ ...claimed }];
    });
  }

  async updateCheckpoint(checkpoint: Checkpoint): Promise<void> {
    this.checkpoints.set(checkpoint.partitionId, { ...checkpoint });
  }

  async listCheckpoints(): Promise<Checkpoint[]> {
    return [...this.checkpoints.values()];
  }
}
