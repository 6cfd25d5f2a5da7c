import type { FrameColumn, TileFrame } from '#shared/live/frame.ts';
import { isMissing, numberAt, textAt } from './cell.ts';

/** The rows of a frame as CSV (RFC 4180): datetimes in ISO 8601 UTC, numbers unrounded, null as nothing. */
export function frameCsv(frame: TileFrame): string {
  const lines = [frame.columns.map((column) => quote(column.name)).join(',')];
  for (let row = 0; row < frame.rowCount; row++)
    lines.push(frame.columns.map((column) => quote(cellCsv(column, row))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cellCsv(column: FrameColumn, row: number): string {
  if (isMissing(column, row)) return '';
  if (column.kind !== 'number') return guard(textAt(column, row));
  const value = numberAt(column, row);
  if (column.type === 'datetime') return new Date(value).toISOString();
  return column.type === 'bool' ? String(value === 1) : String(value);
}

/** A cell that a spreadsheet would run as a formula is kept text (OWASP, CSV injection). */
function guard(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
