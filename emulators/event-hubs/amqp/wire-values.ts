/** Bytes that are not AMQP 1.0 values. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}

const described = 0x00;
/** Bytes of the value by the upper half of its format code; AMQP 1.0 §1.2.2. */
const fixedWidths: Record<number, number> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };

/** A descriptor may itself be a described value; nobody needs that often. */
const maxDescriptors = 16;

/** Position after the value (constructor and all) that starts at `position`. */
export function skipValue(buffer: Buffer, position: number, descriptors = 0): number {
  const code = byteAt(buffer, position);
  if (code === described) {
    if (descriptors === maxDescriptors) throw new WireFormatError('An AMQP value has too many descriptors.');
    const valueAt = skipValue(buffer, position + 1, descriptors + 1);
    return skipValue(buffer, valueAt, descriptors + 1);
  }
  const category = code >> 4;
  const fixed = fixedWidths[category];
  if (fixed !== undefined) return within(buffer, position + 1 + fixed);
  const hasShortSize = category === 0xa || category === 0xc || category === 0xe;
  const hasLongSize = category === 0xb || category === 0xd || category === 0xf;
  if (hasShortSize) return within(buffer, position + 2 + byteAt(buffer, position + 1));
  if (hasLongSize) return within(buffer, position + 5 + uintAt(buffer, position + 1));
  throw new WireFormatError(`There is no AMQP type with the code 0x${code.toString(16)}.`);
}

export interface Span {
  start: number;
  end: number;
}

/** Content of the string, symbol or binary that starts at `position`; null for other types. */
export function variableContent(buffer: Buffer, position: number): Span | null {
  const category = byteAt(buffer, position) >> 4;
  if (category !== 0xa && category !== 0xb) return null;
  return { start: position + (category === 0xa ? 2 : 5), end: skipValue(buffer, position) };
}

/** Items of the list or map that starts at `position`; a map counts keys and values. */
export function compoundContent(buffer: Buffer, position: number): Span & { count: number } {
  const code = byteAt(buffer, position);
  const end = skipValue(buffer, position);
  if (code === 0x45) return { start: end, end, count: 0 };
  if (code >> 4 === 0xc) return { start: position + 3, end, count: byteAt(buffer, position + 2) };
  if (code >> 4 === 0xd) return { start: position + 9, end, count: uintAt(buffer, position + 5) };
  throw new WireFormatError(`A list or map was expected, not the type 0x${code.toString(16)}.`);
}

/** The integer that starts at `position`; null for other types and beyond ±2^53. */
export function integerAt(buffer: Buffer, position: number): number | null {
  skipValue(buffer, position);
  const at = position + 1;
  switch (byteAt(buffer, position)) {
    case 0x43:
    case 0x44:
      return 0;
    case 0x50:
    case 0x52:
    case 0x53:
      return buffer.readUInt8(at);
    case 0x51:
    case 0x54:
    case 0x55:
      return buffer.readInt8(at);
    case 0x60:
      return buffer.readUInt16BE(at);
    case 0x61:
      return buffer.readInt16BE(at);
    case 0x70:
      return buffer.readUInt32BE(at);
    case 0x71:
      return buffer.readInt32BE(at);
    case 0x80:
      return safe(buffer.readBigUInt64BE(at));
    case 0x81:
      return safe(buffer.readBigInt64BE(at));
    default:
      return null;
  }
}

function safe(value: bigint): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}

function byteAt(buffer: Buffer, position: number): number {
  within(buffer, position + 1);
  return buffer.readUInt8(position);
}

function uintAt(buffer: Buffer, position: number): number {
  within(buffer, position + 4);
  return buffer.readUInt32BE(position);
}

function within(buffer: Buffer, end: number): number {
  if (end > buffer.length) throw new WireFormatError('An AMQP value ends beyond its message.');
  return end;
}
