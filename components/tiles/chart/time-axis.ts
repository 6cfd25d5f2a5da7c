import { formatTime, type TimeStyle, type ZoneChoice } from '../../ui/format-time.ts';

export interface TimeTicks {
  values: number[];
  style: TimeStyle;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28, 56, 112].map((count) => count * day),
];

/** Ticks at round times of the chosen zone, at most `most` of them, in ascending order. */
export function timeTicks(startMs: number, endMs: number, most: number, zone: ZoneChoice): TimeTicks {
  const step = steps.find((candidate) => (endMs - startMs) / candidate <= most) ?? 112 * day;
  const style: TimeStyle = step >= day ? 'date' : step >= minute ? 'clock-minutes' : 'clock';
  const values: number[] = [];
  let tick = alignUp(startMs, step, zone);
  while (tick <= endMs && values.length <= most) {
    values.push(tick);
    tick = alignUp(tick + 1, step, zone);
  }
  return { values, style };
}

/** A tick's label; midnight shows the day. */
export function timeTickText(ms: number, style: TimeStyle, zone: ZoneChoice): string {
  if (style === 'date') return formatTime(ms, 'date', zone);
  return isMidnight(ms, zone) ? formatTime(ms, 'date', zone) : formatTime(ms, style, zone);
}

function alignUp(ms: number, step: number, zone: ZoneChoice): number {
  const offset = zoneOffsetMs(ms, zone);
  return Math.ceil((ms + offset) / step) * step - offset;
}

function isMidnight(ms: number, zone: ZoneChoice): boolean {
  return (ms + zoneOffsetMs(ms, zone)) % day === 0;
}

function zoneOffsetMs(ms: number, zone: ZoneChoice): number {
  return zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset() * minute;
}
