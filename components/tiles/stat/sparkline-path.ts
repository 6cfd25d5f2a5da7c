import { gapLimitMs } from '../chart/gap-limit.ts';

const mostPoints = 160;

/** Ends of the sparkline's axes. */
export interface SparklineRange {
  startMs: number;
  endMs: number;
  low: number;
  high: number;
}

/** A stretch without gaps as the path of its line and of the area below it. */
export interface SparklineStretch {
  line: string;
  area: string;
}

type Point = [ms: number, value: number];

/**
 * A sparkline in a box of `width` × `height`, one stretch per run without a gap. Of many points each slice keeps its
 * lowest and highest, so that no spike is lost.
 */
export function sparklineStretches(
  points: Float64Array,
  range: SparklineRange,
  width: number,
  height: number,
): SparklineStretch[] {
  const spanMs = range.endMs - range.startMs;
  if (points.length < 4 || spanMs <= 0) return [];
  const span = range.high - range.low || 1;
  const place = ([ms, value]: Point) => {
    const x = ((ms - range.startMs) / spanMs) * width;
    const y = height - ((value - range.low) / span) * height;
    return { x: x.toFixed(1), y: y.toFixed(1) };
  };
  const runs = runsOf(points);
  return runs.map((run) => {
    const placed = thin(run, Math.max(8, Math.round((mostPoints * run.length * 2) / points.length))).map(
      place,
    );
    const line = placed.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
    return { line, area: `${line}L${placed.at(-1)?.x} ${height}L${placed[0]?.x} ${height}Z` };
  });
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

function runsOf(points: Float64Array): Point[][] {
  const count = points.length / 2;
  const limitMs = gapLimitMs(count, (index) => points[index * 2] ?? 0);
  const runs: Point[][] = [];
  let previousMs = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index++) {
    const ms = points[index * 2] ?? 0;
    const point: Point = [ms, points[index * 2 + 1] ?? 0];
    const run = runs.at(-1);
    if (run && ms - previousMs <= limitMs) run.push(point);
    else runs.push([point]);
    previousMs = ms;
  }
  return runs;
}

function thin(run: readonly Point[], most: number): Point[] {
  if (run.length <= most) return [...run];
  const slice = Math.ceil(run.length / (most / 2));
  const kept: Point[] = [];
  for (let start = 0; start < run.length; start += slice) {
    const part = run.slice(start, start + slice);
    const lowest = part.reduce((held, point) => (point[1] < held[1] ? point : held));
    const highest = part.reduce((held, point) => (point[1] > held[1] ? point : held));
    kept.push(...(lowest === highest ? [lowest] : [lowest, highest].sort((a, b) => a[0] - b[0])));
  }
  const last = run.at(-1);
  if (last && kept.at(-1) !== last) kept.push(last);
  return kept;
}
