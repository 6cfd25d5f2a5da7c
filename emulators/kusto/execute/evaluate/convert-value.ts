import { parseDatetime, printDatetime } from '../../types/datetime.ts';
import { parseDecimal } from '../../types/decimal.ts';
import { printReal } from '../../types/real.ts';
import type { KustoType } from '../../types/schema.ts';
import { parseTimespan, printTimespan } from '../../types/timespan.ts';
import type { Value } from './function-table.ts';

/** A value as another type, as functions/convert.ts does it in SQL; what does not convert is null. */
export function convertValue(value: Value, from: KustoType, to: KustoType): Value {
  if (from === to) return value;
  if (value === null) return to === 'string' ? '' : null;
  return converters[to](value, from);
}

const converters: Record<KustoType, (value: NonNullable<Value>, from: KustoType) => Value> = {
  bool: toBool,
  int: (value, from) => narrow(toLong(value, from)),
  long: toLong,
  real: toReal,
  decimal: toDecimal,
  datetime: toDatetime,
  timespan: toTimespan,
  guid: (value, from) =>
    from === 'string' || from === 'dynamic' ? parseGuid(plainText(value, from) ?? '') : null,
  dynamic: (value, from) => jsonOf(value, from),
  string: (value, from) => plainText(value, from) ?? '',
};

/** Text of a value as tostring() gives it; null for the null of dynamic. */
export function plainText(value: Value, type: KustoType): string | null {
  if (value === null) return null;
  switch (type) {
    case 'real':
      return realText(Number(value));
    case 'datetime':
      return printDatetime(BigInt(value));
    case 'timespan':
      return printTimespan(BigInt(value));
    case 'decimal':
      return String(value)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
    case 'dynamic': {
      const parsed: unknown = String(value).startsWith('"') ? JSON.parse(String(value)) : null;
      return typeof parsed === 'string' ? parsed : String(value);
    }
    default:
      return String(value);
  }
}

function realText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return printReal(value);
}

/** The value as JSON text; a string goes into quotes. */
export function jsonOf(value: Value, from: KustoType): Value {
  if (value === null || from === 'dynamic') return value;
  if (from === 'bool' || from === 'int' || from === 'long') return String(value);
  if (from === 'real' && Number.isFinite(value)) return realText(Number(value));
  return JSON.stringify(plainText(value, from));
}

function toBool(value: NonNullable<Value>, from: KustoType): Value {
  if (from === 'string' || from === 'dynamic') return textToBool(plainText(value, from) ?? '');
  if (from === 'decimal') return parseDecimal(String(value)) !== 0n;
  return from === 'int' || from === 'long' || from === 'real' ? Number(value) !== 0 : null;
}

function textToBool(text: string): Value {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  return /^[+-]?\d+$/.test(word) ? BigInt(word) !== 0n : null;
}

function narrow(value: Value): Value {
  return typeof value === 'bigint' ? BigInt.asIntN(32, value) : value;
}

function toLong(value: NonNullable<Value>, from: KustoType): Value {
  switch (from) {
    case 'bool':
      return value === true ? 1n : 0n;
    case 'int':
    case 'long':
    case 'datetime':
    case 'timespan':
      return BigInt(value);
    case 'real':
      return truncated(Number(value));
    case 'decimal': {
      const units = parseDecimal(String(value));
      return units === null ? null : inLongRange(units / 10_000_000_000n);
    }
    case 'string':
      return textToLong(String(value));
    case 'dynamic': {
      const text = plainText(value, from) ?? '';
      return textToLong(text) ?? truncated(textToReal(text) ?? Number.NaN);
    }
    case 'guid':
      return null;
  }
}

/** A real without its fraction as a long; null past the range of long. */
export function truncated(value: number): bigint | null {
  return Number.isFinite(value) ? inLongRange(BigInt(Math.trunc(value))) : null;
}

function inLongRange(value: bigint): bigint | null {
  return BigInt.asIntN(64, value) === value ? value : null;
}

function textToLong(text: string): bigint | null {
  const trimmed = text.trim();
  if (/^[+-]?\d+$/.test(trimmed)) return inLongRange(BigInt(trimmed.replace(/^\+/, '')));
  return /^0x[0-9a-f]{1,16}$/i.test(trimmed) ? BigInt.asIntN(64, BigInt(trimmed)) : null;
}

function toReal(value: NonNullable<Value>, from: KustoType): Value {
  if (from === 'string' || from === 'dynamic') return textToReal(plainText(value, from) ?? '');
  return from === 'guid' ? null : Number(value);
}

const realWords: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

function textToReal(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  const word = realWords[trimmed];
  if (word !== undefined) return word;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  const whole = textToLong(trimmed);
  return whole === null ? null : Number(whole);
}

function toDecimal(value: NonNullable<Value>, from: KustoType): Value {
  if (from === 'guid') return null;
  const text = from === 'bool' ? (value === true ? '1' : '0') : (plainText(value, from) ?? '');
  return decimalText(parseDecimal(text));
}

/** A decimal of 10^-10 units as text. */
export function decimalText(units: bigint | null): string | null {
  if (units === null) return null;
  const size = units < 0n ? -units : units;
  const fraction = (size % 10_000_000_000n).toString().padStart(10, '0').replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${size / 10_000_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

function toDatetime(value: NonNullable<Value>, from: KustoType): Value {
  if (from === 'string' || from === 'dynamic') return parseDatetime(plainText(value, from) ?? '');
  return from === 'long' || from === 'int' || from === 'timespan' ? datetimeInRange(BigInt(value)) : null;
}

/** Ticks of a datetime, null outside of the years 1 to 9999. */
export function datetimeInRange(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks <= 3_155_378_975_999_999_999n ? ticks : null;
}

function toTimespan(value: NonNullable<Value>, from: KustoType): Value {
  if (from === 'string' || from === 'dynamic') return parseTimespan(plainText(value, from) ?? '');
  if (from === 'real') return truncated(Math.round(Number(value) * 864_000_000_000));
  return from === 'long' || from === 'int' ? BigInt(value) : null;
}

function parseGuid(text: string): Value {
  const digits = text.trim().replaceAll(/[{}-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return null;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
