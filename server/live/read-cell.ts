/** Milliseconds since the Unix epoch, with fractions down to Kusto's ticks of 100 ns; NaN when it is no datetime. */
export function datetimeMs(text: string): number {
  const wholeMs = Date.parse(text);
  // Date.parse drops what follows the milliseconds: 2026-01-01T00:00:00.1234567Z
  if (text.length <= 24) return wholeMs;
  const ticks = text.slice(23, text.length - 1);
  return wholeMs + Number(ticks) / 10 ** ticks.length;
}

const timespanPattern = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/;

/** Milliseconds of `[-][d.]hh:mm:ss[.fffffff]`; NaN when it is no timespan. */
export function timespanMs(text: string): number {
  const match = timespanPattern.exec(text);
  if (!match) return Number.NaN;
  const [, sign, days = '0', hours, minutes, seconds, fraction = '0'] = match;
  const wholeSeconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  const size = wholeSeconds * 1_000 + Number(`0.${fraction}`) * 1_000;
  return sign ? -size : size;
}
