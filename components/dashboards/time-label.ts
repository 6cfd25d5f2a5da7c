import type { TimeSelection } from '#shared/live/time-range.ts';
import { formatTime, type ZoneChoice } from '../ui/format-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The ranges that are offered, by their length in milliseconds. */
export const presets: readonly number[] = [
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  30 * day,
];

export function timeLabel(time: TimeSelection, zone: ZoneChoice): string {
  if (time.kind === 'relative') return `Last ${lengthText(time.durationMs)}`;
  return `${formatTime(time.startMs, 'date-clock', zone)} – ${formatTime(time.endMs, 'date-clock', zone)}`;
}

export function lengthText(ms: number): string {
  const units: [size: number, name: string][] = [
    [day, 'day'],
    [hour, 'hour'],
    [minute, 'minute'],
    [1_000, 'second'],
  ];
  const [size, name] = units.find(([candidate]) => ms >= candidate && ms % candidate === 0) ?? [
    1_000,
    'second',
  ];
  const count = Math.round(ms / size);
  return count === 1 ? `1 ${name}` : `${count} ${name}s`;
}

/** The value of a datetime-local input for an instant in the chosen zone, and back; null for text that is no time. */
export function toLocalInput(ms: number, zone: ZoneChoice): string {
  const offset = zone === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * minute;
  return new Date(ms - offset).toISOString().slice(0, 19);
}

export function fromLocalInput(text: string, zone: ZoneChoice): number | null {
  const ms = Date.parse(zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(ms) ? null : ms;
}
