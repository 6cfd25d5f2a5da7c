'use client';

import { useEffect } from 'react';
import type { TimeSelection } from '#shared/live/time-range.ts';
import type { ParameterValue } from '#shared/sockets/events.ts';
import { useLive } from './live-provider.tsx';

export interface ViewRequest {
  dashboardId: string;
  /** Tiles with a query on the open page; those of them that can be seen are watched. */
  tileIds: readonly string[];
  time: TimeSelection;
  parameters: Record<string, ParameterValue>;
}

const settleMs = 60;
/** A page that is hidden for longer than this asks the server for nothing. */
const hiddenForMs = 10_000;

/** Keeps the server told of what this page wants to see, for as long as the component is mounted. */
export function useView({ dashboardId, tileIds, time, parameters }: ViewRequest): void {
  const { client, visible } = useLive();
  useEffect(() => {
    let settling: ReturnType<typeof setTimeout> | undefined;
    let hiding: ReturnType<typeof setTimeout> | undefined;
    let sent = '';
    const send = () => {
      const wanted = tileIds.filter((id) => visible.has(id));
      const key = wanted.join('\n');
      if (wanted.length === 0 || key === sent) return;
      sent = key;
      client.watch({ dashboardId, tileIds: wanted, time, parameters });
    };
    const settle = () => {
      clearTimeout(settling);
      settling = setTimeout(send, sent === '' ? 0 : settleMs);
    };
    const hide = () => {
      sent = '';
      client.watch(null);
    };
    const visibilityChanged = () => {
      clearTimeout(hiding);
      if (document.hidden) hiding = setTimeout(hide, hiddenForMs);
      else settle();
    };
    const stop = visible.ids.subscribe(settle);
    document.addEventListener('visibilitychange', visibilityChanged);
    settle();
    return () => {
      stop();
      document.removeEventListener('visibilitychange', visibilityChanged);
      clearTimeout(settling);
      clearTimeout(hiding);
    };
  }, [client, visible, dashboardId, tileIds, time, parameters]);
  useEffect(() => () => client.watch(null), [client]);
}
