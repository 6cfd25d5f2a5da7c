import type { TileExtension } from '#shared/dashboards/dashboard-file.ts';
import type { FrameColumn, TileFrame } from '#shared/live/frame.ts';
import { formatRecent, type ZoneChoice } from '../../ui/format-time.ts';
import { cellText, isMissing, numberAt } from '../frame/cell.ts';
import { isDatetime, isQuantity } from '../frame/columns.ts';

/** A column as the table shows it. */
export interface TableColumn {
  column: FrameColumn;
  title: string;
  isNumeric: boolean;
  /** The value of a full bar; null for a column without bars. */
  barMaximum: number | null;
  text: (row: number) => string;
  /** The longest text among the header and the first rows, in characters. */
  widthCh: number;
}

/** Numbers that name things are not grouped by thousands. */
const identifier = /(^|[a-z_])(id|Id|ID|pid|PID|Port|Year)$/;
const sampledRows = 60;
const widestCh = 42;

export function tableColumns(frame: TileFrame, extension: TileExtension, zone: ZoneChoice): TableColumn[] {
  return frame.columns
    .filter((column) => extension.columns?.[column.name]?.hidden !== true)
    .map((column) => tableColumn(frame, column, extension, zone));
}

function tableColumn(
  frame: TileFrame,
  column: FrameColumn,
  extension: TileExtension,
  zone: ZoneChoice,
): TableColumn {
  const format = extension.columns?.[column.name] ?? { decimals: column.type === 'real' ? 2 : undefined };
  const title = format.title ?? column.name;
  const isId = identifier.test(column.name) && format.unit === undefined;
  const text = (row: number) =>
    isId && column.kind === 'number' && !isMissing(column, row)
      ? String(numberAt(column, row))
      : isDatetime(column) && !isMissing(column, row)
        ? formatRecent(numberAt(column, row), frame.asOfMs, zone)
        : cellText(column, row, zone, format);
  const sample = Array.from({ length: Math.min(frame.rowCount, sampledRows) }, (_, row) => text(row).length);
  return {
    column,
    title,
    isNumeric: isQuantity(column),
    barMaximum: format.bar && isQuantity(column) ? (format.maximum ?? largest(frame, column)) : null,
    text,
    widthCh: Math.min(widestCh, Math.max(title.length + 2, ...sample)),
  };
}

function largest(frame: TileFrame, column: FrameColumn): number {
  let most = 0;
  for (let row = 0; row < frame.rowCount; row++) most = Math.max(most, numberAt(column, row) || 0);
  return most;
}
