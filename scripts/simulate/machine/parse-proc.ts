import type { DiskCounters, MemorySample, NetworkCounters, ProcessCounters } from './sample.ts';

const sectorBytes = 512;
/** USER_HZ is 100 on every architecture that Node runs on (proc(5)). */
const msPerTick = 10;

/** /proc/meminfo; null when it lacks what is needed. */
export function parseMemory(text: string): MemorySample | null {
  const kilobytes = new Map(
    [...text.matchAll(/^([\w()]+):\s+(\d+) kB$/gm)].map(([, name = '', value]) => [name, Number(value)]),
  );
  const bytesOf = (name: string) => (kilobytes.get(name) ?? 0) * 1_024;
  if (!kilobytes.has('MemTotal') || !kilobytes.has('MemAvailable')) return null;
  return {
    totalBytes: bytesOf('MemTotal'),
    availableBytes: bytesOf('MemAvailable'),
    cachedBytes: bytesOf('Cached') + bytesOf('SReclaimable'),
    swapUsedBytes: bytesOf('SwapTotal') - bytesOf('SwapFree'),
  };
}

/** /proc/diskstats, of the given whole disks; those that were never used are left out. */
export function parseDisks(text: string, wholeDisks: ReadonlySet<string>): DiskCounters[] {
  return text.split('\n').flatMap((line) => {
    const [, , device = '', , , readSectors, , , , writtenSectors, , , busyMs] = line.trim().split(/\s+/);
    const counters = {
      device,
      readBytes: Number(readSectors) * sectorBytes,
      writtenBytes: Number(writtenSectors) * sectorBytes,
      busyMs: Number(busyMs),
    };
    const isUsed = counters.readBytes > 0 || counters.writtenBytes > 0;
    return wholeDisks.has(device) && isUsed ? [counters] : [];
  });
}

/** /proc/net/dev; interfaces that were never used are left out, and the loopback when there is another one. */
export function parseNetworks(text: string): NetworkCounters[] {
  const used = [...text.matchAll(/^\s*([^\s:]+):\s*(.*)$/gm)].flatMap(([, name = '', values = '']) => {
    const numbers = values.trim().split(/\s+/).map(Number);
    const [receivedBytes = 0, sentBytes = 0] = [numbers[0], numbers[8]];
    return receivedBytes + sentBytes > 0 ? [{ name, receivedBytes, sentBytes }] : [];
  });
  const others = used.filter(({ name }) => name !== 'lo');
  return others.length > 0 ? others : used;
}

/** /proc/<id>/stat; null when it can't be read. The name may hold spaces and parentheses. */
export function parseProcess(text: string, pageBytes: number): ProcessCounters | null {
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  const fields = text.slice(close + 2).split(' ');
  // proc(5): fields[0] is the third, the state.
  const [userTicks, systemTicks, startedAt, pages] = [fields[11], fields[12], fields[19], fields[21]].map(
    Number,
  );
  if (open < 0 || userTicks === undefined || systemTicks === undefined) return null;
  if (startedAt === undefined || pages === undefined || Number.isNaN(pages)) return null;
  return {
    processId: Number.parseInt(text, 10),
    name: text.slice(open + 1, close),
    cpuMs: (userTicks + systemTicks) * msPerTick,
    startedAt,
    residentBytes: pages * pageBytes,
  };
}

/** The size of a memory page, from the two ways in which a process's resident memory is told (/proc/self). */
export function pageBytesFrom(stat: string, status: string): number {
  const pages = parseProcess(stat, 1)?.residentBytes ?? 0;
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  if (pages === 0 || kilobytes === 0) return 4_096;
  // The two are not read at the same instant; a page is a power of two.
  return 2 ** Math.round(Math.log2((kilobytes * 1_024) / pages));
}
