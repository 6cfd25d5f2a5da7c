const firstMs = 20_000;
const everyMs = 180_000;
const lastsMs = 40_000;

/** The sensor that overheats by itself so long after the start, or null: a different one every three minutes, for 40 s. */
export function automaticFault(elapsedMs: number, sensorIds: readonly string[]): string | null {
  const cycle = Math.floor((elapsedMs - firstMs) / everyMs);
  const inCycleMs = elapsedMs - firstMs - cycle * everyMs;
  if (cycle < 0 || inCycleMs >= lastsMs) return null;
  // Steps of five visit all of twelve sensors, at another site each time.
  return sensorIds[(cycle * 5) % sensorIds.length] ?? null;
}
