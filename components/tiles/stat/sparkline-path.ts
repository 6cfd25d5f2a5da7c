const mostPoints = 160;

/** Ends of the sparkline's axes. */
export interface SparklineRange {
  startMs: number;
  endMs: number;
  low: number;
  high: number;
}

/**
 * The SVG path of a sparkline in a box of `width` × `height`: x over the times, y over `range`. Of many points each
 * slice keeps its lowest and highest, so that no spike is lost.
 */
export function sparklinePath(
  points: Float64Array,
  range: SparklineRange,
  width: number,
  height: number,
): string {
  if (points.length < 4) return '';
  const { startMs } = range;
  const spanMs = range.endMs - startMs;
  if (spanMs <= 0) return '';
  const span = range.high - range.low || 1;
  const commands = thin(points).map(([ms, value], index) => {
    const x = ((ms - startMs) / spanMs) * width;
    const y = height - ((value - range.low) / span) * height;
    return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return commands.join('');
}

/**
 * The ends of the time range, or of the points where that is not known, and the ends of the values, reaching down to
 * the tile's minimum if that does not flatten the line.
 */
export function sparklineRange(
  points: Float64Array,
  time: { startMs: number | null; endMs: number | null },
  minimum: number | undefined,
): SparklineRange {
  const startMs = time.startMs ?? points[0] ?? 0;
  const endMs = time.endMs ?? points.at(-2) ?? 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 1; at < points.length; at += 2) {
    low = Math.min(low, points[at] ?? low);
    high = Math.max(high, points[at] ?? high);
  }
  if (minimum !== undefined && low >= minimum && high - low > (high - minimum) * 0.25) low = minimum;
  if (high === low) return { startMs, endMs, low: low - 1, high: high + 1 };
  return { startMs, endMs, low, high };
}

function thin(points: Float64Array): [ms: number, value: number][] {
  const count = points.length / 2;
  const at = (index: number): [number, number] => [points[index * 2] ?? 0, points[index * 2 + 1] ?? 0];
  if (count <= mostPoints) return Array.from({ length: count }, (_, index) => at(index));
  const slice = Math.ceil(count / (mostPoints / 2));
  const kept: [number, number][] = [];
  for (let start = 0; start < count; start += slice) {
    let lowest = start;
    let highest = start;
    for (let index = start; index < Math.min(count, start + slice); index++) {
      if (at(index)[1] < at(lowest)[1]) lowest = index;
      if (at(index)[1] > at(highest)[1]) highest = index;
    }
    kept.push(at(Math.min(lowest, highest)));
    if (lowest !== highest) kept.push(at(Math.max(lowest, highest)));
  }
  return [...kept, at(count - 1)];
}
