import { describe, expect, it } from 'vitest';
import type { Message } from '../send/message.ts';
import { machineEvents, processEvents } from './machine-events.ts';
import { pageBytesFrom, parseDisks, parseMemory, parseNetworks, parseProcess } from './parse-proc.ts';
import { MachineReader } from './read-machine.ts';
import type { MachineSample, ProcessCounters } from './sample.ts';

const before: MachineSample = {
  atMs: 0,
  cores: [{ userMs: 100, systemMs: 50, idleMs: 850 }],
  memory: { totalBytes: 1_000, availableBytes: 400, cachedBytes: 100, swapUsedBytes: 0 },
  load1: 1.5,
  disks: [{ device: 'vda', readBytes: 0, writtenBytes: 1_000, busyMs: 10 }],
  networks: [{ name: 'eth0', receivedBytes: 0, sentBytes: 0 }],
};
const after: MachineSample = {
  ...before,
  atMs: 500,
  cores: [{ userMs: 200, systemMs: 100, idleMs: 1_200 }],
  disks: [{ device: 'vda', readBytes: 512, writtenBytes: 2_000, busyMs: 260 }],
  networks: [{ name: 'eth0', receivedBytes: 1_000, sentBytes: 50 }],
};

function bodyIn(events: readonly Message[], table: string): object | undefined {
  return events.find((event) => event.table === table)?.body;
}

describe('the telemetry of a machine', () => {
  const events = machineEvents('box', before, after);

  it('is the share of busy time of each core', () => {
    expect(bodyIn(events, 'MachineCpu')).toEqual({
      Timestamp: '1970-01-01T00:00:00.500Z',
      Host: 'box',
      Core: 0,
      UserPercent: 20,
      SystemPercent: 10,
      TotalPercent: 30,
    });
  });

  it('is memory as it is, throughput per second, and busy time in percent', () => {
    expect(bodyIn(events, 'MachineMemory')).toMatchObject({
      UsedBytes: 600,
      AvailableBytes: 400,
      Load1: 1.5,
    });
    expect(bodyIn(events, 'MachineDisk')).toMatchObject({
      Device: 'vda',
      ReadBytesPerSecond: 1_024,
      WrittenBytesPerSecond: 2_000,
      BusyPercent: 50,
    });
    expect(bodyIn(events, 'MachineNetwork')).toMatchObject({
      ReceivedBytesPerSecond: 2_000,
      SentBytesPerSecond: 100,
    });
  });

  it('never falls below zero when counters begin anew', () => {
    const reset = machineEvents('box', { ...after, atMs: 0 }, { ...before, atMs: 500 });
    expect(bodyIn(reset, 'MachineNetwork')).toMatchObject({
      ReceivedBytesPerSecond: 0,
      SentBytesPerSecond: 0,
    });
    expect(bodyIn(reset, 'MachineDisk')).toMatchObject({ ReadBytesPerSecond: 0, BusyPercent: 0 });
  });

  it('leaves out what the system does not tell, and what has no earlier sample', () => {
    const memory = { totalBytes: 10, availableBytes: 4, cachedBytes: null, swapUsedBytes: null };
    const bare: MachineSample = { ...after, memory, load1: null, disks: null, networks: null };
    const events = machineEvents('box', before, bare);
    expect(new Set(events.map(({ table }) => table))).toEqual(new Set(['MachineCpu', 'MachineMemory']));
    expect(bodyIn(events, 'MachineMemory')).not.toHaveProperty('CachedBytes');
    expect(bodyIn(events, 'MachineMemory')).not.toHaveProperty('Load1');
    expect(machineEvents('box', { ...before, disks: [] }, after).map(({ table }) => table)).not.toContain(
      'MachineDisk',
    );
    expect(machineEvents('box', after, after)).toEqual([]);
  });
});

describe('the processes of a machine', () => {
  const process = (processId: number, cpuMs: number, residentBytes = 1, startedAt = 1): ProcessCounters => {
    return { processId, name: `p${processId}`, cpuMs, residentBytes, startedAt };
  };

  it('are the busiest and the largest', () => {
    const many = (cpuMs: (id: number) => number) =>
      Array.from({ length: 50 }, (_, id) => process(id, cpuMs(id), id === 3 ? 1_000 : 1));
    const events = processEvents(
      'box',
      { atMs: 0, processes: many(() => 0) },
      { atMs: 1_000, processes: many((id) => (id === 7 ? 500 : 0)) },
    );
    expect(events.length).toBeLessThanOrEqual(20);
    expect(events[0]?.body).toMatchObject({ ProcessId: 7, Name: 'p7', CpuPercent: 50 });
    expect(events.map(({ body }) => body)).toContainEqual(expect.objectContaining({ ProcessId: 3 }));
  });

  it('are not charged for the time of an earlier process with the same id', () => {
    const events = processEvents(
      'box',
      { atMs: 0, processes: [process(1, 100, 1, 1)] },
      { atMs: 1_000, processes: [process(1, 900, 1, 2)] },
    );
    expect(events[0]?.body).toMatchObject({ CpuPercent: 0 });
  });
});

describe('the files of /proc', () => {
  it('tell memory', () => {
    const text =
      'MemTotal: 100 kB\nMemAvailable: 60 kB\nCached: 5 kB\nSReclaimable: 1 kB\nSwapTotal: 9 kB\nSwapFree: 7 kB\n';
    expect(parseMemory(text.replaceAll(': ', ':     '))).toEqual({
      totalBytes: 102_400,
      availableBytes: 61_440,
      cachedBytes: 6_144,
      swapUsedBytes: 2_048,
    });
    expect(parseMemory('MemTotal: 5 kB')).toBeNull();
  });

  it('tell whole disks that are used', () => {
    const text = [
      '   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0',
      ' 254       0 vda 9 1 4 3 2 1 6 8 0 344 3623 3 3 4 5 6 1',
      ' 254       1 vda1 9 1 4 3 2 1 6 8 0 344 3623 3 3 4 5 6 1',
    ].join('\n');
    expect(parseDisks(text, new Set(['vda', 'loop0']))).toEqual([
      { device: 'vda', readBytes: 2_048, writtenBytes: 3_072, busyMs: 344 },
    ]);
  });

  it('tell network interfaces that are used, and the loopback only when it is alone', () => {
    const line = (name: string, received: number, sent: number) =>
      `  ${name}: ${received} 1 0 0 0 0 0 0 ${sent} 1 0 0 0 0 0 0`;
    const head = 'Inter-|   Receive |  Transmit\n face |bytes packets|bytes packets\n';
    expect(
      parseNetworks(`${head}${line('lo', 5, 5)}\n${line('eth0', 7, 3)}\n${line('ifb0', 0, 0)}\n`),
    ).toEqual([{ name: 'eth0', receivedBytes: 7, sentBytes: 3 }]);
    expect(parseNetworks(`${head}${line('lo', 5, 5)}\n`)).toEqual([
      { name: 'lo', receivedBytes: 5, sentBytes: 5 },
    ]);
  });

  it('tell processes, whatever their names are', () => {
    const stat = '42 (a (b) c) S 1 1 1 0 -1 4194304 103 0 0 0 30 12 0 0 20 0 1 0 504555 3133440 428 1844 1 1';
    expect(parseProcess(stat, 4_096)).toEqual({
      processId: 42,
      name: 'a (b) c',
      cpuMs: 420,
      startedAt: 504_555,
      residentBytes: 428 * 4_096,
    });
    expect(parseProcess('', 4_096)).toBeNull();
    expect(pageBytesFrom(stat, 'VmRSS:\t    1700 kB\n')).toBe(4_096);
  });
});

describe('this machine', () => {
  it('tells its cores and its memory', async () => {
    const reader = new MachineReader();
    const sample = await reader.readSample();
    expect(sample.cores.length).toBeGreaterThan(0);
    expect(sample.memory.totalBytes).toBeGreaterThan(sample.memory.availableBytes);
    const processes = await reader.readProcesses();
    if (processes !== null) {
      const own = processes.processes.find(({ processId }) => processId === process.pid);
      expect(own?.residentBytes).toBeGreaterThan(10 * 2 ** 20);
    }
  });
});
