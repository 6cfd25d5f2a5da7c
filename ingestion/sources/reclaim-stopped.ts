import type { CheckpointStore } from '@azure/event-hubs';

export interface StreamWatch {
  isStreaming: (partition: string) => boolean;
  /** Called each time the balancer has read the hub's properties and lists who owns what. */
  onListed: () => void;
}

/**
 * The SDK stops reading a partition after an error that it does not retry, but its balancer takes the partition for
 * read as long as its ownership is fresh. Such an ownership is shown as given up, so that it is claimed again at once.
 */
export function reclaimStopped(store: CheckpointStore, watch: StreamWatch): CheckpointStore {
  let ownId: string | null = null;
  return {
    listOwnership: async (...scope) => {
      watch.onListed();
      const ownerships = await store.listOwnership(...scope);
      return ownerships.map((ownership) =>
        ownership.ownerId === ownId && !watch.isStreaming(ownership.partitionId)
          ? { ...ownership, ownerId: '' }
          : ownership,
      );
    },
    claimOwnership: async (claims) => {
      ownId = claims.find((claim) => claim.ownerId !== '')?.ownerId ?? ownId;
      return await store.claimOwnership(claims);
    },
    updateCheckpoint: async (checkpoint) => await store.updateCheckpoint(checkpoint),
    listCheckpoints: async (...scope) => await store.listCheckpoints(...scope),
  };
}
