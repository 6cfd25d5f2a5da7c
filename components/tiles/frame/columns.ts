import type { JsonValue } from '#shared/kusto/types.ts';
import type { FrameColumn, NumberColumn, TileFrame } from '#shared/live/frame.ts';

/** Which column plays which part. `series` name what a value belongs to, `y` are the values. */
export interface ChartColumns {
  x: FrameColumn | null;
  y: NumberColumn[];
  series: FrameColumn[];
}

export type XKind = 'time' | 'category';

const quantityTypes = new Set(['int', 'long', 'real', 'decimal', 'timespan']);

/**
 * The rules of Kusto's render operator: x is the first suitable column (a datetime for time charts), y all other
 * numeric columns, series the remaining ones. What the tile's options or the query's render operator name wins.
 */
export function chooseColumns(
  frame: TileFrame,
  options: Record<string, JsonValue>,
  xKind: XKind,
): ChartColumns {
  const { visualization } = frame;
  const x =
    columnNamed(frame, textOption(options, 'xColumn')) ??
    columnNamed(frame, visualization?.xColumn) ??
    inferX(frame, xKind);
  const yNames = listOption(options, 'yColumns') ?? visualization?.yColumns;
  const seriesNames = listOption(options, 'seriesColumns') ?? visualization?.series;
  const rest = frame.columns.filter((column) => column !== x);
  const y = (columnsNamed(frame, yNames) ?? rest).filter(isQuantity);
  const series =
    columnsNamed(frame, seriesNames) ??
    rest.filter((column) => column.kind === 'text' && !yNames?.includes(column.name));
  return { x, y, series };
}

export function columnNamed(frame: TileFrame, name: string | null | undefined): FrameColumn | null {
  return frame.columns.find((column) => column.name === name) ?? null;
}

export function firstDatetime(frame: TileFrame): NumberColumn | null {
  return frame.columns.find(isDatetime) ?? null;
}

export function isQuantity(column: FrameColumn): column is NumberColumn {
  return column.kind === 'number' && quantityTypes.has(column.type);
}

export function isDatetime(column: FrameColumn): column is NumberColumn {
  return column.kind === 'number' && column.type === 'datetime';
}

/** A text option; null when it is absent, empty or to be inferred. */
export function textOption(options: Record<string, JsonValue>, key: string): string | null {
  const value = options[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

function listOption(options: Record<string, JsonValue>, key: string): string[] | null {
  const value = options[key];
  if (!Array.isArray(value)) return null;
  const names = value.filter((name) => typeof name === 'string');
  return names.length > 0 ? names : null;
}

function columnsNamed(frame: TileFrame, names: string[] | null | undefined): FrameColumn[] | null {
  if (!names) return null;
  const columns = names.map((name) => columnNamed(frame, name)).filter((column) => column !== null);
  return columns.length > 0 ? columns : null;
}

function inferX(frame: TileFrame, xKind: XKind): FrameColumn | null {
  const datetime = firstDatetime(frame);
  if (xKind === 'time') return datetime;
  return frame.columns.find((column) => column.kind === 'text') ?? datetime ?? frame.columns[0] ?? null;
}
