import type { JsonValue } from '#shared/kusto/types.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { ZoneChoice } from '../../ui/format-time.ts';
import { cellText, numberAt } from '../frame/cell.ts';
import { chooseColumns, columnNamed, isDatetime, textOption } from '../frame/columns.ts';

/** The one value of a stat: that of its newest row, with its course over the time range if the frame has one. */
export interface StatValue {
  /** NaN when the value is text or missing. */
  value: number;
  /** For a value that is not a number. */
  text: string | null;
  /** Time and value in turn, ascending in time; empty without a time column. */
  points: Float64Array;
  /** The change since the first value of the time range; null without a course. */
  delta: { value: number; sinceMs: number } | null;
}

export function statValue(frame: TileFrame, options: Record<string, JsonValue>, zone: ZoneChoice): StatValue {
  const named = columnNamed(frame, textOption(options, 'multiStat__valueColumn'));
  const { x, y } = chooseColumns(frame, options, 'time');
  const column = named ?? y[0] ?? frame.columns.find((candidate) => candidate !== x) ?? x;
  if (!column || frame.rowCount === 0) return { value: Number.NaN, text: null, points: empty, delta: null };
  if (column.kind !== 'number' || isDatetime(column))
    return { value: Number.NaN, text: cellText(column, 0, zone), points: empty, delta: null };
  if (!x || !isDatetime(x)) return { value: numberAt(column, 0), text: null, points: empty, delta: null };
  const rows = Array.from({ length: frame.rowCount }, (_, row) => row)
    .filter((row) => Number.isFinite(numberAt(x, row)) && Number.isFinite(numberAt(column, row)))
    .sort((a, b) => numberAt(x, a) - numberAt(x, b));
  const points = Float64Array.from(rows.flatMap((row) => [numberAt(x, row), numberAt(column, row)]));
  return { value: points.at(-1) ?? Number.NaN, text: null, points, delta: deltaOf(points) };
}

const empty = new Float64Array(0);

function deltaOf(points: Float64Array): StatValue['delta'] {
  const [sinceMs, first] = points;
  const last = points.at(-1);
  if (points.length < 4 || sinceMs === undefined || first === undefined || last === undefined) return null;
  return { value: last - first, sinceMs };
}
