import { unixEpochTicks } from '../../../types/datetime.ts';
import { semanticError, unsupported } from '../../../types/kql-error.ts';
import type { Udf } from '../../udfs.ts';

/** Texts of instants and spans in a custom format; ticks of 100 ns. */
export const timeFormatUdfs: Udf[] = [
  { name: 'kql_format_datetime', parameters: ['BIGINT', 'VARCHAR'], returns: 'VARCHAR', run: formatDatetime },
  { name: 'kql_format_timespan', parameters: ['BIGINT', 'VARCHAR'], returns: 'VARCHAR', run: formatTimespan },
];

const ticksPerSecond = 10_000_000n;

type Element = (part: string) => string | undefined;

/** format-datetime-function.md, supported format elements. */
function formatDatetime(ticks: bigint, format: string): string {
  const date = new Date(Number((ticks - (ticks % ticksPerSecond) - unixEpochTicks) / 10_000n));
  const [year, hour] = [date.getUTCFullYear(), date.getUTCHours()];
  const parts: Record<string, string> = {
    y: String(year % 100),
    yy: padded(year % 100, 2),
    yyyy: padded(year, 4),
    ...inOneOrTwo('M', date.getUTCMonth() + 1),
    ...inOneOrTwo('d', date.getUTCDate()),
    ...inOneOrTwo('H', hour),
    ...inOneOrTwo('h', hour % 12 === 0 ? 12 : hour % 12),
    ...inOneOrTwo('m', date.getUTCMinutes()),
    ...inOneOrTwo('s', date.getUTCSeconds()),
    tt: hour < 12 ? 'AM' : 'PM',
  };
  return formatted('format_datetime', format, (part) =>
    Object.hasOwn(parts, part) ? parts[part] : fraction(part, ticks),
  );
}

/** format-timespan-function.md, supported format elements. */
function formatTimespan(ticks: bigint, format: string): string {
  if (ticks < 0n) throw unsupported('format_timespan() of a negative timespan');
  const seconds = Number(ticks / ticksPerSecond);
  const days = Math.floor(seconds / 86_400);
  const hour = Math.floor(seconds / 3600) % 24;
  const parts: Record<string, string> = {
    ...inOneOrTwo('h', hour),
    ...inOneOrTwo('H', hour),
    ...inOneOrTwo('m', Math.floor(seconds / 60) % 60),
    ...inOneOrTwo('s', seconds % 60),
  };
  return formatted('format_timespan', format, (part) => {
    if (/^d{1,8}$/.test(part)) return padded(days, part.length);
    return Object.hasOwn(parts, part) ? parts[part] : fraction(part, ticks);
  });
}

function inOneOrTwo(letter: string, value: number): Record<string, string> {
  return { [letter]: String(value), [letter + letter]: padded(value, 2) };
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** `f` cuts the fraction of a second, `F` drops its trailing zeros too. */
function fraction(part: string, ticks: bigint): string | undefined {
  if (!/^(f{1,7}|F{1,7})$/.test(part)) return undefined;
  const digits = (ticks % ticksPerSecond).toString().padStart(7, '0').slice(0, part.length);
  return part.startsWith('f') ? digits : digits.replace(/0+$/, '');
}

function formatted(name: string, format: string, element: Element): string {
  let text = '';
  for (const [part] of format.matchAll(/([a-zA-Z])\1*|[^a-zA-Z]/g)) {
    if (!/[a-zA-Z]/.test(part)) {
      if (!/[ /\-:,._[\]]/.test(part))
        throw semanticError('SEM0025', `${name}(): '${part}' is not a supported delimiter.`);
      text += part;
      continue;
    }
    const found = element(part);
    if (found === undefined)
      throw semanticError('SEM0025', `${name}(): '${part}' is not a supported format element.`);
    // Whether a point stays before no digits is not documented.
    if (found === '' && text.endsWith('.')) throw unsupported(`${name}() with '${part}' for a fraction of 0`);
    text += found;
  }
  return text;
}
