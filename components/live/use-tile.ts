'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { useLive } from './live-provider.tsx';
import { emptySnapshot, type TileSnapshot } from './tile-store.ts';

/** The state and newest frame of one tile; renders again only when something of this tile changed. */
export function useTile(tileId: string): TileSnapshot {
  const { client } = useLive();
  const subscribe = useCallback(
    (listener: () => void) => client.tiles.subscribe(tileId, listener),
    [client, tileId],
  );
  return useSyncExternalStore(
    subscribe,
    () => client.tiles.snapshot(tileId),
    () => emptySnapshot,
  );
}
