'use client';

import { createContext, createElement, type ReactNode, useContext, useEffect, useState } from 'react';
import { useLive } from './live-provider.tsx';

const NowContext = createContext<number | null>(null);

/** One clock for all ages of the page: the server's time, once a second. */
export function NowProvider({ children }: { children: ReactNode }) {
  const { client } = useLive();
  const [nowMs, setNowMs] = useState<number | null>(null);
  useEffect(() => {
    setNowMs(client.clock.nowMs());
    const timer = setInterval(() => setNowMs(client.clock.nowMs()), 1_000);
    return () => clearInterval(timer);
  }, [client]);
  return createElement(NowContext, { value: nowMs }, children);
}

/** The server's time in milliseconds; null while the page is rendered on the server and until it is mounted. */
export function useNow(): number | null {
  return useContext(NowContext);
}
