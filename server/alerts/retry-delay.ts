const minimumMs = 500;
const maximumMs = 5 * 60_000;
const jitter = 0.2;

/** A message that could not be delivered for so long is given up. */
export const giveUpAfterMs = 3 * 86_400_000;

/**
 * How long to wait before the next attempt: a quarter of the time that it has failed, so that whoever comes back waits
 * at most a quarter longer; never less than the receiver asks for. `random` is in [0, 1).
 */
export function retryDelayMs(failingForMs: number, retryAfterMs: number | null, random: number): number {
  const delayMs = Math.min(maximumMs, Math.max(minimumMs, failingForMs / 4));
  const jittered = delayMs * (1 - jitter + 2 * jitter * random);
  return Math.round(Math.max(jittered, retryAfterMs ?? 0));
}
