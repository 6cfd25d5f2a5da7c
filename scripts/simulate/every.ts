import { setTimeout as delay } from 'node:timers/promises';

/**
 * Acts at a steady rate until the signal is aborted, one act at a time. After an act that took too long the missed ones
 * are left out. An act that fails ends it.
 */
export async function every(
  periodMs: number,
  signal: AbortSignal,
  act: () => Promise<void> | void,
): Promise<void> {
  let nextMs = performance.now() + periodMs;
  while (!signal.aborted) {
    await delay(Math.max(0, nextMs - performance.now()), undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    await act();
    const missed = Math.max(0, Math.floor((performance.now() - nextMs) / periodMs));
    nextMs += (missed + 1) * periodMs;
  }
}
