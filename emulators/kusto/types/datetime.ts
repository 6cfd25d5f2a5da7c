import { fractionTicks } from './ticks.ts';

/** Ticks (100 ns) from 0001-01-01 to 1970-01-01. */
export const unixEpochTicks = 621_355_968_000_000_000n;
/** 9999-12-31T23:59:59.9999999, the last datetime. */
export const maxDatetimeTicks = 3_155_378_975_999_999_999n;
const ticksPerMs = 10_000n;

const isoPattern =
  /^(\d{4})(?:\s*[-/]\s*(\d{1,2})(?:\s*[-/]\s*(\d{1,2}))?)?(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const americanPattern =
  /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?\s*(AM|PM)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const compactPattern = /^(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2}):?(\d{2})(?::?(\d{2})(?:\.(\d{1,9}))?)?)?(Z)?$/;
const rfcPattern =
  /^(?:[A-Za-z]+,?\s+)?(\d{1,2})[\s-]([A-Za-z]{3,9})[\s-](\d{2,4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|[+-]\d{2}:?\d{2})?$/i;
const longPattern =
  /^(?:[A-Za-z]+,\s+)?([A-Za-z]{3,9})\s+(\d{1,2}),?\s+(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(AM|PM)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zoneHours: Record<string, number> = {
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

interface Parts {
  year: number;
  month: number;
  day: number;
  hour?: string | undefined;
  minute?: string | undefined;
  second?: string | undefined;
  fraction?: string | undefined;
  half?: string | undefined;
  zone?: string | undefined;
}

/** Ticks of a datetime as Kusto reads it (ISO 8601 and the RFC 822, 850 and American forms), or null. */
export function parseDatetime(text: string): bigint | null {
  const parts = readParts(text.trim());
  return parts === null ? null : ticksOfParts(parts);
}

function readParts(text: string): Parts | null {
  const iso = isoPattern.exec(text) ?? compactPattern.exec(text);
  if (iso !== null) {
    const [, year, month = '1', day = '1', hour, minute, second, fraction, zone] = iso;
    return {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour,
      minute,
      second,
      fraction,
      zone,
    };
  }
  const american = americanPattern.exec(text);
  if (american !== null) {
    const [, month, day, year, hour, minute, second, fraction, half, zone] = american;
    return {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour,
      minute,
      second,
      fraction,
      half,
      zone,
    };
  }
  const rfc = rfcPattern.exec(text);
  if (rfc !== null) {
    const [, day, month = '', year = '', hour, minute, second, fraction, zone] = rfc;
    return {
      year: fullYear(year),
      month: monthOf(month),
      day: Number(day),
      hour,
      minute,
      second,
      fraction,
      zone,
    };
  }
  const long = longPattern.exec(text);
  if (long === null) return null;
  const [, month = '', day, year, hour, minute, second, fraction, half, zone] = long;
  return {
    year: Number(year),
    month: monthOf(month),
    day: Number(day),
    hour,
    minute,
    second,
    fraction,
    half,
    zone,
  };
}

function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function monthOf(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function ticksOfParts(parts: Parts): bigint | null {
  const { year, month, day } = parts;
  let hour = Number(parts.hour ?? 0);
  if (parts.half !== undefined) hour = (hour % 12) + (parts.half.toLowerCase() === 'pm' ? 12 : 0);
  const minute = Number(parts.minute ?? 0);
  const second = Number(parts.second ?? 0);
  if (year < 1 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  if (day > daysInMonth(year, month)) return null;
  const ms = utcMs(year, month, day, hour, minute, second) - zoneOffsetMinutes(parts.zone) * 60_000;
  const ticks = BigInt(ms) * ticksPerMs + unixEpochTicks + fractionTicks(parts.fraction ?? '');
  return inRange(ticks);
}

function zoneOffsetMinutes(zone: string | undefined): number {
  if (zone === undefined || /^(z|utc|gmt)$/i.test(zone)) return 0;
  const named = zoneHours[zone.toLowerCase()];
  if (named !== undefined) return named * 60;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

/** Milliseconds since 1970 of a UTC instant; unlike Date.UTC it takes years below 100 as they are. */
export function utcMs(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  return date.getTime();
}

export function daysInMonth(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

function inRange(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks <= maxDatetimeTicks ? ticks : null;
}

/** `2018-07-01T00:00:00.0000000Z`, always with 7 fraction digits, as datetimes appear inside dynamic values and strings. */
export function printDatetime(ticks: bigint): string {
  const fraction = ((ticks % 10_000_000n) + 10_000_000n) % 10_000_000n;
  const ms = (ticks - fraction - unixEpochTicks) / ticksPerMs;
  const seconds = new Date(Number(ms)).toISOString().slice(0, 19);
  return `${seconds}.${fraction.toString().padStart(7, '0')}Z`;
}

/** Ticks of a JavaScript instant. */
export function ticksOfDate(date: Date): bigint {
  return BigInt(date.getTime()) * ticksPerMs + unixEpochTicks;
}
