import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import { pageBytesFrom, parseDisks, parseMemory, parseNetworks, parseProcess } from './parse-proc.ts';
import type { MachineSample, MemorySample, ProcessSample } from './sample.ts';

/** Reads the counters of this machine: from /proc on Linux, elsewhere what Node tells. */
export class MachineReader {
  #pageBytes: number | null = null;
  #wholeDisks: ReadonlySet<string> | null = null;

  async readSample(): Promise<MachineSample> {
    const [memory, disks, networks] = await Promise.all([
      readText('/proc/meminfo'),
      readText('/proc/diskstats'),
      readText('/proc/net/dev'),
    ]);
    this.#wholeDisks ??= await readWholeDisks();
    return {
      atMs: Date.now(),
      cores: os.cpus().map(({ times: { user, nice, sys, irq, idle } }) => {
        return { userMs: user + nice, systemMs: sys + irq, idleMs: idle };
      }),
      memory: (memory === null ? null : parseMemory(memory)) ?? memoryFromNode(),
      load1: os.platform() === 'win32' ? null : (os.loadavg()[0] ?? null),
      disks: disks === null ? null : parseDisks(disks, this.#wholeDisks),
      networks: networks === null ? null : parseNetworks(networks),
    };
  }

  /** Null where processes can't be read without starting one. */
  async readProcesses(): Promise<ProcessSample | null> {
    const names = await readdir('/proc').catch(() => []);
    const ids = names.filter((name) => /^\d+$/.test(name));
    if (ids.length === 0) return null;
    const pageBytes = await this.#readPageBytes();
    const texts = await Promise.all(ids.map(async (id) => await readText(`/proc/${id}/stat`)));
    const processes = texts.flatMap((text) => (text === null ? [] : (parseProcess(text, pageBytes) ?? [])));
    return { atMs: Date.now(), processes };
  }

  async #readPageBytes(): Promise<number> {
    if (this.#pageBytes === null) {
      const [stat, status] = [await readText('/proc/self/stat'), await readText('/proc/self/status')];
      this.#pageBytes = pageBytesFrom(stat ?? '', status ?? '');
    }
    return this.#pageBytes;
  }
}

/** Null when there is no such file: another system, or a process that has ended. */
async function readText(file: string): Promise<string | null> {
  return await readFile(file, 'utf8').catch(() => null);
}

/** The disks as such: neither partitions nor files and memory that look like disks. */
async function readWholeDisks(): Promise<ReadonlySet<string>> {
  const names = await readdir('/sys/block').catch(() => []);
  return new Set(names.filter((name) => !/^(loop|ram|zram|sr|fd|dm-|md)\d*/.test(name)));
}

function memoryFromNode(): MemorySample {
  return { totalBytes: os.totalmem(), availableBytes: os.freemem(), cachedBytes: null, swapUsedBytes: null };
}
