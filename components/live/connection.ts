/**
 * The browser's connection to the server, with the browser's instant of its begin.
 * - connecting: the first attempt of this page is under way
 * - connected: the server answers
 * - reconnecting: the connection broke and is tried again
 */
export interface Connection {
  state: 'connecting' | 'connected' | 'reconnecting';
  sinceMs: number;
}

/** What the header says; `offline` is a connection that has been away for so long that somebody should look. */
export type LiveLabel =
  | { label: 'connecting' }
  | { label: 'live' }
  | { label: 'paused' }
  | { label: 'reconnecting'; forMs: number }
  | { label: 'offline'; forMs: number };

const offlineAfterMs = 60_000;

export function liveLabel(connection: Connection, isPaused: boolean, nowMs: number): LiveLabel {
  const forMs = Math.max(0, nowMs - connection.sinceMs);
  if (connection.state === 'connecting')
    return forMs < offlineAfterMs ? { label: 'connecting' } : { label: 'offline', forMs };
  if (connection.state === 'reconnecting')
    return forMs < offlineAfterMs ? { label: 'reconnecting', forMs } : { label: 'offline', forMs };
  return isPaused ? { label: 'paused' } : { label: 'live' };
}
