import { parseDatetime } from './datetime.ts';
import type { KustoType } from './schema.ts';
import { parseTimespan } from './timespan.ts';

/**
 * A constant as the engine holds it: long, int, datetime and timespan as bigint (ticks for the last two), real as number,
 * decimal and guid as text, dynamic as JSON text; null is the null of its type.
 */
export type LiteralValue = bigint | number | boolean | string | null;

/** Reads the inside of a literal, e.g. `5` of long(5) or `2020-01-01` of datetime(2020-01-01); undefined when it is not one. */
export function parseLiteral(type: KustoType, text: string): LiteralValue | undefined {
  const trimmed = unquoted(text.trim());
  if (type !== 'string' && trimmed === 'null') return null;
  switch (type) {
    case 'bool':
      return parseBool(trimmed);
    case 'int':
    case 'long':
      return parseInteger(trimmed);
    case 'real':
      return parseReal(trimmed);
    case 'decimal':
      return /^[+-]?\d*\.?\d+(e[+-]?\d+)?$/i.test(trimmed) ? trimmed : undefined;
    case 'datetime':
      return parseDatetimeLiteral(trimmed);
    case 'timespan':
      return parseTimespan(trimmed) ?? undefined;
    case 'guid':
      return parseGuid(trimmed);
    case 'string':
    case 'dynamic':
      return text;
  }
}

/** ISO text, maybe with spaces around its dashes, or numbers: `2025, 6, 14, 10, 30, 5`. */
function parseDatetimeLiteral(text: string): bigint | undefined {
  const numbers = /^(\d{1,4})((?:\s*,\s*\d{1,2}){2,5})$/.exec(text);
  if (numbers === null) return parseDatetime(text.replace(/\s*-\s*(?=\d+(\s|-|$|T))/g, '-')) ?? undefined;
  const parts = (numbers[2] ?? '')
    .split(',')
    .slice(1)
    .map((part) => part.trim().padStart(2, '0'));
  const [month, day, hour = '00', minute = '00', second = '00'] = parts;
  return (
    parseDatetime(`${(numbers[1] ?? '').padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}`) ??
    undefined
  );
}

function unquoted(text: string): string {
  const match = /^(["'])(.*)\1$/s.exec(text);
  return match?.[2] ?? text;
}

function parseBool(text: string): boolean | undefined {
  if (/^(true|1)$/i.test(text)) return true;
  return /^(false|0)$/i.test(text) ? false : undefined;
}

function parseInteger(text: string): bigint | undefined {
  const hex = /^([+-])?0x([0-9a-f]+)$/i.exec(text);
  if (hex !== null) {
    const size = BigInt.asIntN(64, BigInt(`0x${hex[2]}`));
    return hex[1] === '-' ? -size : size;
  }
  return /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
}

function parseReal(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinity = /^([+-])?inf$/i.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const real = Number(text);
  return text === '' || Number.isNaN(real) ? undefined : real;
}

/** Lower-case canonical text of a guid, with or without dashes and braces; undefined when it is not one. */
export function parseGuid(text: string): string | undefined {
  const digits = text.replace(/[{}()-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-');
}
