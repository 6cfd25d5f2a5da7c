'use client';

import { clsx } from 'clsx';
import { type LiveLabel, liveLabel } from '../live/connection.ts';
import { useLive } from '../live/live-provider.tsx';
import { useNow } from '../live/use-now.ts';
import { useValue } from '../live/use-value.ts';
import { formatStopwatch } from '../ui/format-time.ts';

/** LIVE, PAUSED, RECONNECTING 0:12 or OFFLINE. */
export function ConnectionLabel() {
  const label = useLiveLabel();
  const isBroken = label.label === 'reconnecting' || label.label === 'offline';
  return (
    <span
      data-testid="connection"
      data-connection={label.label}
      className={clsx(
        'tabular flex items-center gap-1.5 whitespace-nowrap font-semibold text-[11px] tracking-wide',
        isBroken ? 'text-state-text-high' : label.label === 'live' ? 'text-text-soft' : 'text-text-quiet',
      )}
    >
      <span
        aria-hidden
        className={clsx(
          'size-2 rounded-full',
          label.label === 'live' && 'bg-accent',
          label.label === 'paused' && 'rounded-xs bg-text-quiet',
          label.label === 'connecting' && 'border border-text-quiet',
          isBroken && 'rounded-none bg-state-high',
        )}
      />
      {textOf(label)}
    </span>
  );
}

function useLiveLabel(): LiveLabel {
  const { client } = useLive();
  const connection = useValue(client.connection);
  const isPaused = useValue(client.isPaused);
  const nowMs = useNow();
  // The connection's begin is on the browser's clock; the ticking server clock only says when to look again.
  return nowMs === null ? { label: 'connecting' } : liveLabel(connection, isPaused, Date.now());
}

function textOf(label: LiveLabel): string {
  switch (label.label) {
    case 'connecting':
      return 'CONNECTING';
    case 'live':
      return 'LIVE';
    case 'paused':
      return 'PAUSED';
    case 'reconnecting':
      return `RECONNECTING ${formatStopwatch(label.forMs)}`;
    case 'offline':
      return `OFFLINE ${formatStopwatch(label.forMs)}`;
  }
}
