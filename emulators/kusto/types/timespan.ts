import { fractionTicks } from './ticks.ts';

const unitTicks: [RegExp, number][] = [
  [/^(d|day|days)$/, 864_000_000_000],
  [/^(h|hr|hrs|hour|hours)$/, 36_000_000_000],
  [/^(m|min|minute|minutes)$/, 600_000_000],
  [/^(s|sec|second|seconds)$/, 10_000_000],
  [/^(ms|milli|millis|millisec|millisecond|milliseconds)$/, 10_000],
  [/^(micro|micros|microsec|microsecond|microseconds)$/, 10],
  [/^(nano|nanos|nanosec|nanosecond|nanoseconds)$/, 0.01],
  [/^(tick|ticks)$/, 1],
];
const clockPattern =
  /^(-)?(?:(\d+)(?:\.(?=\d+:)|:(?=\d+:\d+:)))?(\d+):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

/**
 * Ticks of a timespan as Kusto reads it: `1.02:03:04.5`, `00:10`, `1h`, `2 days`, or a bare number of days; or null, also
 * for one that 64 bits can't hold.
 */
export function parseTimespan(text: string): bigint | null {
  const ticks = readTimespan(text.trim());
  return ticks === null || BigInt.asIntN(64, ticks) !== ticks ? null : ticks;
}

function readTimespan(trimmed: string): bigint | null {
  const clock = clockPattern.exec(trimmed);
  if (clock !== null) return clockTicks(clock);
  const amount = /^([+-]?\d+(?:\.\d+)?)\s*([a-zA-Z]*)$/.exec(trimmed);
  if (amount === null) return null;
  const [, number = '', unit = ''] = amount;
  if (unit === '') return number.includes('.') ? null : BigInt(number) * 864_000_000_000n;
  const found = unitTicks.find(([pattern]) => pattern.test(unit.toLowerCase()));
  return found === undefined ? null : scaled(number, found[1]);
}

function clockTicks(match: RegExpExecArray): bigint | null {
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const whole = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = whole * 10_000_000n + fractionTicks(fraction);
  return sign === undefined ? ticks : -ticks;
}

function scaled(number: string, ticks: number): bigint {
  if (!number.includes('.') && Number.isInteger(ticks)) return BigInt(number) * BigInt(ticks);
  // A nanosecond is less than a tick: parts of a tick are dropped.
  return BigInt(ticks < 1 ? Math.trunc(Number(number) * ticks + 1e-9) : Math.round(Number(number) * ticks));
}

/** `1.02:03:04.5000000`, the fraction only when there is one. */
export function printTimespan(ticks: bigint): string {
  const sign = ticks < 0n ? '-' : '';
  const size = ticks < 0n ? -ticks : ticks;
  const fraction = size % 10_000_000n;
  const totalSeconds = size / 10_000_000n;
  const days = totalSeconds / 86_400n;
  const clock = [(totalSeconds / 3_600n) % 24n, (totalSeconds / 60n) % 60n, totalSeconds % 60n]
    .map((part) => part.toString().padStart(2, '0'))
    .join(':');
  const dayPart = days === 0n ? '' : `${days}.`;
  return `${sign}${dayPart}${clock}${fraction === 0n ? '' : `.${fraction.toString().padStart(7, '0')}`}`;
}
