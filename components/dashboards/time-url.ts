import type { TimeSelection } from '#shared/live/time-range.ts';

/** Names and spelling of ADX dashboards' links: `?p-_startTime=15minutes&p-_endTime=now`. */
const startKey = 'p-_startTime';
const endKey = 'p-_endTime';

const units: [name: string, ms: number][] = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1_000],
];
const longestMs = 400 * 86_400_000;

/** The time range of a link; null when it has none or one that is not understood. */
export function readTime(params: URLSearchParams): TimeSelection | null {
  const start = params.get(startKey);
  const end = params.get(endKey) ?? 'now';
  if (start === null) return null;
  if (end === 'now') {
    const durationMs = readDuration(start);
    return durationMs === null ? null : { kind: 'relative', durationMs };
  }
  const startMs = readInstant(start);
  const endMs = readInstant(end);
  return startMs !== null && endMs !== null && endMs > startMs ? { kind: 'absolute', startMs, endMs } : null;
}

/** `params` with the time range in them, everything else as it was. */
export function writeTime(params: URLSearchParams, time: TimeSelection): URLSearchParams {
  const written = new URLSearchParams(params);
  const [start, end] =
    time.kind === 'relative'
      ? [writeDuration(time.durationMs), 'now']
      : [writeInstant(time.startMs), writeInstant(time.endMs)];
  written.set(startKey, start);
  written.set(endKey, end);
  return written;
}

function readDuration(text: string): number | null {
  const [, count, name] = /^(\d{1,6})([a-z]+)$/.exec(text) ?? [];
  const unit = units.find(([plural]) => plural === name || plural === `${name}s`);
  const durationMs = Number(count) * (unit?.[1] ?? Number.NaN);
  return durationMs >= 1_000 && durationMs <= longestMs ? durationMs : null;
}

function writeDuration(durationMs: number): string {
  const [name, ms] = units.find(([, size]) => durationMs % size === 0) ?? ['seconds', 1_000];
  return `${Math.round(durationMs / ms)}${name}`;
}

/** ADX writes the colons of a time as dashes. */
function readInstant(text: string): number | null {
  const iso = text.replace(
    /T(\d\d)-(\d\d)(?:-(\d\d))?/,
    (_, hour, minute, second) => `T${hour}:${minute}:${second ?? '00'}`,
  );
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? null : ms;
}

function writeInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
}
