import type { FrameColumn, TileFrame } from './frame.ts';

/**
 * A frame on the wire: uint32 length of a JSON header, the header, then the typed arrays that the header places, each
 * at a multiple of 8 bytes, little-endian. Decoding copies no array.
 */
interface FrameHeader extends Omit<TileFrame, 'columns'> {
  columns: ColumnHeader[];
}

type ColumnHeader =
  | { kind: 'number'; name: string; type: FrameColumn['type']; at: number; missingAt: number | null }
  | { kind: 'text'; name: string; type: FrameColumn['type']; dictionary: string[]; at: number }
  | Extract<FrameColumn, { kind: 'json' }>;

const alignment = 8;

export function encodeFrame(frame: TileFrame): Uint8Array {
  const blocks: Uint8Array[] = [];
  let length = 0;
  const place = (array: Float64Array | Uint32Array | Uint8Array): number => {
    const at = length;
    blocks.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    length = align(length + array.byteLength);
    return at;
  };
  const columns = frame.columns.map((column) => columnHeader(column, place));
  const header = new TextEncoder().encode(JSON.stringify({ ...frame, columns } satisfies FrameHeader));
  const start = align(4 + header.byteLength);
  const bytes = new Uint8Array(start + length);
  new DataView(bytes.buffer).setUint32(0, header.byteLength, true);
  bytes.set(header, 4);
  let offset = start;
  for (const block of blocks) {
    bytes.set(block, offset);
    offset = align(offset + block.byteLength);
  }
  return bytes;
}

function columnHeader(
  column: FrameColumn,
  place: (array: Float64Array | Uint32Array | Uint8Array) => number,
): ColumnHeader {
  const { name, type } = column;
  switch (column.kind) {
    case 'number':
      return {
        kind: 'number',
        name,
        type,
        at: place(column.values),
        missingAt: column.missing && place(column.missing),
      };
    case 'text':
      return { kind: 'text', name, type, dictionary: column.dictionary, at: place(column.codes) };
    case 'json':
      return column;
  }
}

/** The frame in `bytes`; its arrays are views on them. Throws SyntaxError or RangeError when they are not a frame. */
export function decodeFrame(bytes: Uint8Array): TileFrame {
  // Not slice(): that of Node's Buffer is a view at the same offset.
  const aligned = bytes.byteOffset % alignment === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset, byteLength } = aligned;
  const headerLength = new DataView(buffer, byteOffset, byteLength).getUint32(0, true);
  const text = new TextDecoder().decode(aligned.subarray(4, 4 + headerLength));
  const header = parseHeader(text);
  const start = byteOffset + align(4 + headerLength);
  const columns = header.columns.map((column): FrameColumn => {
    switch (column.kind) {
      case 'number': {
        const { name, type, at, missingAt } = column;
        const values = new Float64Array(buffer, start + at, header.rowCount);
        const missing =
          missingAt === null ? null : new Uint8Array(buffer, start + missingAt, header.rowCount);
        return { kind: 'number', name, type, values, missing };
      }
      case 'text': {
        const { name, type, dictionary, at } = column;
        return {
          kind: 'text',
          name,
          type,
          dictionary,
          codes: new Uint32Array(buffer, start + at, header.rowCount),
        };
      }
      case 'json':
        return column;
    }
  });
  return { ...header, columns };
}

/** The server writes every header with encodeFrame, so its shape is given once it parses. */
function parseHeader(text: string): FrameHeader {
  return JSON.parse(text) as FrameHeader;
}

function align(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}
