import { setImmediate } from 'node:timers/promises';

/** Between two turns of the event loop, work in TypeScript runs no longer than this. */
const turnMs = 20;

/** A function that lets the event loop run when `turnMs` have passed since it last did; throws when `signal` is aborted. */
export function pauser(signal: AbortSignal, now: () => number): () => Promise<void> {
  let turnStart = now();
  return async () => {
    if (now() - turnStart < turnMs) return;
    await setImmediate();
    signal.throwIfAborted();
    turnStart = now();
  };
}
