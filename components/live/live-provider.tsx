'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { DrawScheduler } from './draw-scheduler.ts';
import { LiveClient } from './live-client.ts';
import { openSocket } from './open-socket.ts';
import { VisibleTiles } from './visible-tiles.ts';

export interface Live {
  client: LiveClient;
  scheduler: DrawScheduler;
  visible: VisibleTiles;
}

export const LiveContext = createContext<Live | null>(null);

/** Owns the page's one connection, draw queue and visibility watch. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [live] = useState(createLive);
  useEffect(() => {
    // Development mounts twice in a row; the short wait spares the server a connection that is closed at once.
    const timer = setTimeout(() => live.client.start(), 0);
    return () => {
      clearTimeout(timer);
      live.client.stop();
      live.scheduler[Symbol.dispose]();
      live.visible[Symbol.dispose]();
    };
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive() needs a LiveProvider above it.');
  return live;
}

function createLive(): Live {
  return {
    client: new LiveClient({ openSocket, now: () => Date.now(), viewId: newViewId() }),
    scheduler: new DrawScheduler({
      requestFrame: (callback) => requestAnimationFrame(callback),
      cancelFrame: (handle) => cancelAnimationFrame(handle),
      nowMs: () => performance.now(),
    }),
    visible: new VisibleTiles(),
  };
}

/** crypto.randomUUID needs a secure context, which a wallboard on plain HTTP is not. */
function newViewId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
