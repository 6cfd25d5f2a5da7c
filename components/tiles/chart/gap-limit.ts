/** A line is broken where its points are further apart than this many times the usual distance. */
const gapFactor = 3.5;
const sampledDistances = 64;

/** The longest distance of two successive times that is no gap; infinite for too few times to know. */
export function gapLimitMs(count: number, timeAt: (index: number) => number): number {
  if (count < 4) return Number.POSITIVE_INFINITY;
  const stride = Math.max(1, Math.floor((count - 1) / sampledDistances));
  const distances: number[] = [];
  for (let index = stride; index < count; index += stride) {
    const distance = timeAt(index) - timeAt(index - 1);
    if (distance > 0) distances.push(distance);
  }
  distances.sort((a, b) => a - b);
  const median = distances[Math.floor(distances.length / 2)];
  return median === undefined ? Number.POSITIVE_INFINITY : median * gapFactor;
}
