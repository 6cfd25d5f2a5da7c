import { ExactJsonReader, exactJsonText, JsonSyntaxError } from './exact-json.ts';

const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;
const integerPattern = /^[+-]?\d{1,19}$/;
const hexPattern = /^[+-]?0x[0-9a-f]{1,16}$/i;
const realPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const guidPattern = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

/** A 64-bit integer in decimal or hexadecimal, null when the text is none or does not fit. */
export function parseLong(text: string): bigint | null {
  const trimmed = text.trim();
  const isHex = hexPattern.test(trimmed);
  if (!isHex && !integerPattern.test(trimmed)) return null;
  const sign = trimmed.startsWith('-') ? -1n : 1n;
  const value = sign * BigInt(trimmed.replace(/^[+-]/, ''));
  return value >= minLong && value <= maxLong ? value : null;
}

/** A 32-bit integer, null when the text is none or does not fit. */
export function parseInt32(text: string): number | null {
  const value = parseLong(text);
  return value === null || value < -2_147_483_648n || value > 2_147_483_647n ? null : Number(value);
}

export function parseReal(text: string): number | null {
  const trimmed = text.trim();
  if (realPattern.test(trimmed)) return Number(trimmed);
  const match = /^([+-])?(nan|inf(?:inity)?|∞)$/i.exec(trimmed);
  if (match === null) return null;
  if (match[2]?.toLowerCase() === 'nan') return Number.NaN;
  return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

export function parseBool(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  return parseLong(word) === null ? null : true;
}

/** The canonical lower-case form of a guid, null when the text is none. */
export function parseGuid(text: string): string | null {
  const match = guidPattern.exec(text.trim());
  return match === null ? null : match.slice(1).join('-').toLowerCase();
}

/** JSON text of a dynamic value that came as text: JSON if it is, otherwise a JSON string of it. */
export function parseDynamic(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  try {
    const reader = new ExactJsonReader(trimmed);
    const value = reader.next();
    if (value !== undefined && reader.next() === undefined)
      return value === null ? null : exactJsonText(value);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  return JSON.stringify(text);
}
