import type { FrameColumn, NumberColumn } from '#shared/live/frame.ts';
import { missingText, type QuantityFormat, quantityText } from '../../ui/format-quantity.ts';
import { formatDuration, formatTime, type ZoneChoice } from '../../ui/format-time.ts';

/** The number in a cell; NaN where there is none. */
export function numberAt(column: FrameColumn, row: number): number {
  return column.kind === 'number' ? (column.values[row] ?? Number.NaN) : Number.NaN;
}

/** True for null; an empty string is a value. */
export function isMissing(column: FrameColumn, row: number): boolean {
  if (column.kind === 'number') return Number.isNaN(numberAt(column, row)) && isMarkedMissing(column, row);
  if (column.kind === 'text') return (column.codes[row] ?? 0) === 0;
  return (column.values[row] ?? null) === null;
}

/** A cell as a person reads it. */
export function cellText(
  column: FrameColumn,
  row: number,
  zone: ZoneChoice,
  format: QuantityFormat = {},
): string {
  if (isMissing(column, row)) return missingText;
  switch (column.kind) {
    case 'text':
      return textAt(column, row);
    case 'json': {
      const value = column.values[row] ?? null;
      return typeof value === 'string' ? value : JSON.stringify(value);
    }
    case 'number':
      return numberText(column, numberAt(column, row), zone, format);
  }
}

/** The text in a cell of a text column, and the plain form of any other; what series and categories are named by. */
export function textAt(column: FrameColumn, row: number): string {
  if (column.kind === 'text') return column.dictionary[(column.codes[row] ?? 0) - 1] ?? '';
  return cellText(column, row, 'utc');
}

function numberText(column: NumberColumn, value: number, zone: ZoneChoice, format: QuantityFormat): string {
  switch (column.type) {
    case 'datetime':
      return formatTime(value, 'full', zone);
    case 'timespan':
      return Math.abs(value) < 1_000 ? quantityText(value, { unit: 'ms' }) : formatDuration(value);
    case 'bool':
      return value === 1 ? 'true' : 'false';
    case 'int':
    case 'long':
      return quantityText(value, { ...format, decimals: format.decimals ?? 0 });
    default:
      return quantityText(value, format);
  }
}

function isMarkedMissing(column: NumberColumn, row: number): boolean {
  return column.missing === null || column.missing[row] === 1;
}
