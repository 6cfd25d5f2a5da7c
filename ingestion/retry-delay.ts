import { setTimeout as delay } from 'node:timers/promises';

export interface RetryPace {
  firstMs: number;
  longestMs: number;
}

/** The wait before the attempt after `failures` failed ones: doubling, capped, and spread over its upper half. */
export function retryDelayMs(
  { firstMs, longestMs }: RetryPace,
  failures: number,
  random: () => number,
): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + random() / 2);
}

/** Rejects with the signal's reason when it is aborted. */
export async function waitMs(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
