import type { Message } from '../send/message.ts';
import type { MachineSample, ProcessCounters, ProcessSample } from './sample.ts';

const mostProcesses = 10;

/**
 * What happened on a machine between two samples: busy shares in percent, throughput in bytes per second. Empty when no
 * time has passed. What the system does not tell is left out of the events.
 */
export function machineEvents(host: string, before: MachineSample, now: MachineSample): Message[] {
  const elapsedMs = now.atMs - before.atMs;
  if (elapsedMs <= 0) return [];
  const event = (table: string, body: object) => eventOf(host, now.atMs, { table, body });
  const perSecond = (from: number, to: number) => (Math.max(0, to - from) * 1_000) / elapsedMs;
  return [
    ...coreShares(before, now).map((body) => event('MachineCpu', body)),
    event('MachineMemory', memoryOf(now)),
    ...(now.disks ?? []).flatMap((disk) => {
      const earlier = before.disks?.find(({ device }) => device === disk.device);
      if (earlier === undefined) return [];
      const body = {
        Device: disk.device,
        ReadBytesPerSecond: perSecond(earlier.readBytes, disk.readBytes),
        WrittenBytesPerSecond: perSecond(earlier.writtenBytes, disk.writtenBytes),
        BusyPercent: Math.min(100, (100 * Math.max(0, disk.busyMs - earlier.busyMs)) / elapsedMs),
      };
      return [event('MachineDisk', body)];
    }),
    ...(now.networks ?? []).flatMap((network) => {
      const earlier = before.networks?.find(({ name }) => name === network.name);
      if (earlier === undefined) return [];
      const body = {
        Interface: network.name,
        ReceivedBytesPerSecond: perSecond(earlier.receivedBytes, network.receivedBytes),
        SentBytesPerSecond: perSecond(earlier.sentBytes, network.sentBytes),
      };
      return [event('MachineNetwork', body)];
    }),
  ];
}

/** The processes that used most processor time between two samples, and those that hold most memory. */
export function processEvents(host: string, before: ProcessSample, now: ProcessSample): Message[] {
  const elapsedMs = now.atMs - before.atMs;
  if (elapsedMs <= 0) return [];
  const earlier = new Map(before.processes.map((process) => [process.processId, process]));
  const measured = now.processes.map((process) => ({
    process,
    cpuPercent: (100 * usedMs(earlier.get(process.processId), process)) / elapsedMs,
  }));
  const busiest = measured.toSorted((a, b) => b.cpuPercent - a.cpuPercent).slice(0, mostProcesses);
  const largest = measured
    .toSorted((a, b) => b.process.residentBytes - a.process.residentBytes)
    .slice(0, mostProcesses);
  return [...new Set([...busiest, ...largest])].map(({ process, cpuPercent }) => {
    const body = {
      ProcessId: process.processId,
      Name: process.name,
      CpuPercent: round(cpuPercent),
      ResidentBytes: process.residentBytes,
    };
    return eventOf(host, now.atMs, { table: 'MachineProcess', body });
  });
}

function eventOf(host: string, atMs: number, { table, body }: { table: string; body: object }): Message {
  return {
    table,
    partitionKey: host,
    body: { Timestamp: new Date(atMs).toISOString(), Host: host, ...body },
  };
}

function coreShares(before: MachineSample, now: MachineSample): object[] {
  return now.cores.flatMap((core, index) => {
    const earlier = before.cores[index];
    if (earlier === undefined) return [];
    const user = Math.max(0, core.userMs - earlier.userMs);
    const system = Math.max(0, core.systemMs - earlier.systemMs);
    const total = user + system + Math.max(0, core.idleMs - earlier.idleMs);
    if (total === 0) return [];
    const percent = (part: number) => round((100 * part) / total);
    return [
      {
        Core: index,
        UserPercent: percent(user),
        SystemPercent: percent(system),
        TotalPercent: percent(user + system),
      },
    ];
  });
}

function memoryOf({ memory, load1 }: MachineSample): object {
  const { totalBytes, availableBytes, cachedBytes, swapUsedBytes } = memory;
  return {
    TotalBytes: totalBytes,
    UsedBytes: totalBytes - availableBytes,
    AvailableBytes: availableBytes,
    ...(cachedBytes === null ? {} : { CachedBytes: cachedBytes }),
    ...(swapUsedBytes === null ? {} : { SwapUsedBytes: swapUsedBytes }),
    ...(load1 === null ? {} : { Load1: load1 }),
  };
}

/** 0 for a process that was not there before, or is another one with the same id. */
function usedMs(before: ProcessCounters | undefined, now: ProcessCounters): number {
  return before?.startedAt === now.startedAt ? Math.max(0, now.cpuMs - before.cpuMs) : 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
