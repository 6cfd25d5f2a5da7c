'use client';

import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { TileFrame } from '#shared/live/frame.ts';
import { useLive } from './live-provider.tsx';

/**
 * The frame that a tile is to draw now: the newest one of a visible tile, when its turn in the page's draw queue has
 * come. The render it causes is done within that turn, so that the queue knows what it cost.
 */
export function useDrawnFrame(tileId: string): TileFrame | null {
  const { client, scheduler, visible } = useLive();
  const [frame, setFrame] = useState<TileFrame | null>(null);
  useEffect(() => {
    let drawn: TileFrame | null = null;
    const draw = () => {
      const { frame: newest } = client.tiles.snapshot(tileId);
      if (newest === drawn) return;
      drawn = newest;
      flushSync(() => setFrame(newest));
    };
    const request = () => {
      if (client.tiles.snapshot(tileId).frame !== drawn && visible.has(tileId))
        scheduler.request(tileId, draw);
    };
    const stops = [client.tiles.subscribe(tileId, request), visible.ids.subscribe(request)];
    request();
    return () => {
      for (const stop of stops) stop();
      scheduler.cancel(tileId);
    };
  }, [client, scheduler, visible, tileId]);
  return frame;
}
