import type { EventData } from '@azure/event-hubs';

const tileTables: [RegExp, string][] = [
  [/processes/i, 'MachineProcess'],
  [/processor|core/i, 'MachineCpu'],
  [/memory|load/i, 'MachineMemory'],
  [/received|sent|network/i, 'MachineNetwork'],
  [/disk/i, 'MachineDisk'],
];

/**
 * The table that a tile of the dashboard "This machine" reads, by its title; null for the one tile that is not measured:
 * a state timeline is drawn anew only when a state changes, not for each event.
 */
export function tableOfTileTitle(title: string): string | null {
  if (title === 'Core activity') return null;
  return tileTables.find(([pattern]) => pattern.test(title))?.[1] ?? null;
}

/** Events `from` to `from + count` of a machine with four cores: of ten events six are of cores, one of each other kind. */
export function machineEvents(from: number, count: number, now: Date): EventData[] {
  return Array.from({ length: count }, (_, index) => machineEvent(from + index, now));
}

function machineEvent(index: number, now: Date): EventData {
  const base = { Timestamp: now.toISOString(), Host: 'bench' };
  const wave = 50 + 40 * Math.sin(index / 200);
  switch (index % 10) {
    case 6:
      return event('MachineMemory', { ...base, ...memoryAt(wave) });
    case 7:
      return event('MachineDisk', {
        ...base,
        Device: 'disk',
        ReadBytesPerSecond: wave,
        WrittenBytesPerSecond: wave * 1e4,
        BusyPercent: wave,
      });
    case 8:
      return event('MachineNetwork', {
        ...base,
        Interface: 'net',
        ReceivedBytesPerSecond: wave * 1e5,
        SentBytesPerSecond: wave * 1e3,
      });
    case 9:
      return event('MachineProcess', {
        ...base,
        ProcessId: index % 40,
        Name: `process-${index % 8}`,
        CpuPercent: wave,
        ResidentBytes: 1e8,
      });
    default:
      return event('MachineCpu', {
        ...base,
        Core: index % 4,
        UserPercent: wave / 2,
        SystemPercent: wave / 2,
        TotalPercent: wave,
      });
  }
}

function memoryAt(percent: number) {
  const TotalBytes = 8 * 2 ** 30;
  const UsedBytes = Math.round((TotalBytes * percent) / 100);
  return {
    TotalBytes,
    UsedBytes,
    AvailableBytes: TotalBytes - UsedBytes,
    CachedBytes: 0,
    SwapUsedBytes: 0,
    Load1: percent / 50,
  };
}

function event(table: string, body: object): EventData {
  return { body, properties: { Table: table } };
}
