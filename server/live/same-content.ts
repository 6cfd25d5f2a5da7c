import { isDeepStrictEqual } from 'node:util';
import type { FrameColumn, TileFrame } from '#shared/live/frame.ts';

type Content = Pick<TileFrame, 'rowCount' | 'columns' | 'visualization' | 'partial'>;

/** True when two frames draw the same: rows, columns and notes, whatever their instants. */
export function isSameContent(a: Content, b: Content): boolean {
  return (
    a.rowCount === b.rowCount &&
    a.columns.length === b.columns.length &&
    a.columns.every((column, index) => isSameColumn(column, b.columns[index])) &&
    isDeepStrictEqual(a.visualization, b.visualization) &&
    isDeepStrictEqual(a.partial, b.partial)
  );
}

function isSameColumn(a: FrameColumn, b: FrameColumn | undefined): boolean {
  if (!b || a.name !== b.name || a.type !== b.type) return false;
  if (a.kind === 'number')
    return b.kind === 'number' && isSameBytes(a.values, b.values) && isSameBytes(a.missing, b.missing);
  if (a.kind === 'text')
    return (
      b.kind === 'text' && isSameBytes(a.codes, b.codes) && isDeepStrictEqual(a.dictionary, b.dictionary)
    );
  return b.kind === 'json' && isDeepStrictEqual(a.values, b.values);
}

function isSameBytes(a: ArrayBufferView | null, b: ArrayBufferView | null): boolean {
  if (a === null || b === null) return a === b;
  return viewOf(a).equals(viewOf(b));
}

function viewOf(array: ArrayBufferView): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
