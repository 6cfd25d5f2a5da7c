import type { JsonValue } from '#shared/kusto/types.ts';
import type { FrameColumn, NumberColumn, TileFrame } from '#shared/live/frame.ts';
import { numberAt } from '../frame/cell.ts';
import { columnNamed, firstDatetime, isQuantity, textOption } from '../frame/columns.ts';

export interface MapColumns {
  latitude: NumberColumn;
  longitude: NumberColumn;
  size: NumberColumn | null;
  color: NumberColumn | null;
  label: FrameColumn | null;
}

/** Longitude, latitude, size, colour value and row number of each point in turn. */
export interface MapPoints {
  columns: MapColumns;
  points: Float64Array;
  sizeRange: [low: number, high: number];
  colorRange: [low: number, high: number];
}

/** Numbers per point in `points`. */
export const pointStride = 5;

/** The points of a frame, null when it has no coordinates. The largest come first, so that small ones lie on top. */
export function mapPoints(frame: TileFrame, options: Record<string, JsonValue>): MapPoints | null {
  const columns = mapColumns(frame, options);
  if (!columns) return null;
  const { latitude, longitude, size, color } = columns;
  const rows = Array.from({ length: frame.rowCount }, (_, row) => row).filter(
    (row) => Math.abs(numberAt(latitude, row)) <= 90 && Math.abs(numberAt(longitude, row)) <= 360,
  );
  if (size) rows.sort((a, b) => (numberAt(size, b) || 0) - (numberAt(size, a) || 0));
  const points = Float64Array.from(
    rows.flatMap((row) => [
      wrapLongitude(numberAt(longitude, row)),
      numberAt(latitude, row),
      size ? numberAt(size, row) : 1,
      color ? numberAt(color, row) : 0,
      row,
    ]),
  );
  return { columns, points, sizeRange: rangeOf(size, rows), colorRange: rangeOf(color, rows) };
}

function mapColumns(frame: TileFrame, options: Record<string, JsonValue>): MapColumns | null {
  const latitude = coordinate(frame, textOption(options, 'map__latitudeColumn'), /^lat(itude)?$/i);
  const longitude = coordinate(
    frame,
    textOption(options, 'map__longitudeColumn'),
    /^(lon|lng|long(itude)?)$/i,
  );
  if (!latitude || !longitude) return null;
  const rest = frame.columns.filter(
    (column): column is NumberColumn => isQuantity(column) && column !== latitude && column !== longitude,
  );
  const named = columnNamed(frame, textOption(options, 'map__sizeColumn'));
  const size =
    options.map__sizeDisabled === true ? null : named && isQuantity(named) ? named : (rest[0] ?? null);
  const label =
    columnNamed(frame, textOption(options, 'map__labelColumn')) ??
    frame.columns.find((column) => column.kind === 'text') ??
    firstDatetime(frame);
  return { latitude, longitude, size, color: rest.find((column) => column !== size) ?? size, label };
}

function coordinate(frame: TileFrame, name: string | null, pattern: RegExp): NumberColumn | null {
  const column =
    columnNamed(frame, name) ?? frame.columns.find((candidate) => pattern.test(candidate.name)) ?? null;
  return column && isQuantity(column) ? column : null;
}

function wrapLongitude(longitude: number): number {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}

function rangeOf(column: NumberColumn | null, rows: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = column ? numberAt(column, row) : Number.NaN;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}
