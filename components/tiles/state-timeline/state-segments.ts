import type { JsonValue } from '#shared/kusto/types.ts';
import type { FrameColumn, TileFrame } from '#shared/live/frame.ts';
import { cellText, numberAt, textAt } from '../frame/cell.ts';
import { chooseColumns, columnNamed, isDatetime } from '../frame/columns.ts';

/** A stretch of time in which one object had one value. */
export interface StateSegment {
  object: number;
  startMs: number;
  endMs: number;
  value: string;
}

export interface StateTimelineSet {
  /** In natural order. */
  objects: string[];
  /** By object and then time. */
  segments: StateSegment[];
  /** Every value that occurs, in natural order. */
  values: string[];
}

/** A value holds until the object's next row, but not for longer than this many times the usual distance of rows. */
const holdFactor = 2.5;

/** Runs of equal values per object; between rows that lie far apart there is nothing. Null without a time column. */
export function stateSegments(frame: TileFrame, options: Record<string, JsonValue>): StateTimelineSet | null {
  const { x, series } = chooseColumns(frame, options, 'time');
  const value = valueColumn(frame, options, x);
  if (!x || !isDatetime(x) || !value) return null;
  const objectColumns = series.filter((column) => column !== value);
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < frame.rowCount; row++) {
    if (!Number.isFinite(numberAt(x, row))) continue;
    const object = objectColumns.map((column) => textAt(column, row)).join(' · ');
    rowsOf.set(object, [...(rowsOf.get(object) ?? []), row]);
  }
  const objects = [...rowsOf.keys()].sort(inNaturalOrder);
  const timesOf = (rows: readonly number[]) => rows.map((row) => numberAt(x, row));
  const stepMs = usualStep([...rowsOf.values()].map(timesOf));
  const segments = objects.flatMap((name, object) => {
    const rows = (rowsOf.get(name) ?? []).sort((a, b) => numberAt(x, a) - numberAt(x, b));
    return segmentsOf(
      object,
      timesOf(rows),
      rows.map((row) => cellText(value, row, 'utc')),
      stepMs,
      frame.endMs,
    );
  });
  const values = [...new Set(segments.map((segment) => segment.value))].sort(inNaturalOrder);
  return { objects, segments, values };
}

/** The named y column, else the last text column that is not the only one, else the first number. */
function valueColumn(
  frame: TileFrame,
  options: Record<string, JsonValue>,
  x: FrameColumn | null,
): FrameColumn | null {
  const [named] = Array.isArray(options.yColumns) ? options.yColumns : [];
  const found = typeof named === 'string' ? columnNamed(frame, named) : null;
  if (found) return found;
  const rest = frame.columns.filter((column) => column !== x);
  const texts = rest.filter((column) => column.kind === 'text');
  const number = rest.find((column) => column.kind === 'number');
  return (texts.length > 1 ? texts.at(-1) : undefined) ?? number ?? texts[0] ?? null;
}

function segmentsOf(
  object: number,
  times: readonly number[],
  values: readonly string[],
  stepMs: number,
  endMs: number | null,
): StateSegment[] {
  const segments: StateSegment[] = [];
  times.forEach((startMs, index) => {
    const value = values[index] ?? '';
    const nextMs = times[index + 1];
    const isFollowed = nextMs !== undefined && nextMs - startMs <= stepMs * holdFactor;
    const ownEndMs = Math.min(startMs + stepMs, endMs ?? Number.POSITIVE_INFINITY);
    const segmentEndMs = isFollowed ? nextMs : Math.max(ownEndMs, startMs);
    const last = segments.at(-1);
    if (last && last.value === value && last.endMs === startMs) last.endMs = segmentEndMs;
    else segments.push({ object, startMs, endMs: segmentEndMs, value });
  });
  return segments;
}

function inNaturalOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The median distance of successive rows of an object. */
function usualStep(timesOfObjects: readonly number[][]): number {
  const distances = timesOfObjects.flatMap((times) => {
    const sorted = [...times].sort((a, b) => a - b);
    return sorted.slice(1).map((ms, index) => ms - (sorted[index] ?? ms));
  });
  const positive = distances.filter((distance) => distance > 0).sort((a, b) => a - b);
  return positive[Math.floor(positive.length / 2)] ?? 60_000;
}
