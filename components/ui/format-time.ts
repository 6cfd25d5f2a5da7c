/** The zone that times are shown in; the viewer's own or UTC. */
export type ZoneChoice = 'local' | 'utc';

export type TimeStyle = 'clock' | 'clock-minutes' | 'date-clock' | 'date' | 'full';

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  'clock-minutes': { hour: '2-digit', minute: '2-digit' },
  'date-clock': { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  date: { month: 'short', day: 'numeric' },
  full: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
};
const formatters = new Map<string, Intl.DateTimeFormat>();

/** An instant (milliseconds since the Unix epoch) in the chosen zone, e.g. `14:02:11`. */
export function formatTime(ms: number, style: TimeStyle, zone: ZoneChoice): string {
  if (!Number.isFinite(ms)) return '–';
  const key = `${style} ${zone}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {};
    formatter = new Intl.DateTimeFormat('en-GB', { ...styles[style], hourCycle: 'h23', ...timeZone });
    formatters.set(key, formatter);
  }
  return formatter.format(ms);
}

/** A time of today as a clock, of this year with its day, an older one in full. */
export function formatRecent(ms: number, nowMs: number, zone: ZoneChoice): string {
  const isToday =
    Math.abs(nowMs - ms) < day && formatTime(ms, 'date', zone) === formatTime(nowMs, 'date', zone);
  if (isToday) return formatTime(ms, 'clock', zone);
  return formatTime(ms, Math.abs(nowMs - ms) < 180 * day ? 'date-clock' : 'full', zone);
}

const day = 86_400_000;

/** An age in its largest unit, for a place of fixed width: `now`, `4 s`, `12 m`, `3 h`, `5 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** A length of time with its two largest units: `45 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1_000);
  const units: [name: string, seconds: number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0 s';
  let rest = seconds;
  const parts: string[] = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** A stopwatch: `0:12`, `14:05`, `1:02:09`. */
export function formatStopwatch(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
