/** Counters of a machine at one instant. Null: this system does not tell. All times and counts only grow. */
export interface MachineSample {
  atMs: number;
  cores: CoreTimes[];
  memory: MemorySample;
  /** Load average of one minute; null on Windows, which has none. */
  load1: number | null;
  disks: DiskCounters[] | null;
  networks: NetworkCounters[] | null;
}

export interface CoreTimes {
  userMs: number;
  systemMs: number;
  idleMs: number;
}

export interface MemorySample {
  totalBytes: number;
  availableBytes: number;
  cachedBytes: number | null;
  swapUsedBytes: number | null;
}

export interface DiskCounters {
  device: string;
  readBytes: number;
  writtenBytes: number;
  busyMs: number;
}

export interface NetworkCounters {
  name: string;
  receivedBytes: number;
  sentBytes: number;
}

export interface ProcessCounters {
  processId: number;
  name: string;
  cpuMs: number;
  /** When it started, in the system's own unit: tells processes with equal ids apart. */
  startedAt: number;
  residentBytes: number;
}

export interface ProcessSample {
  atMs: number;
  processes: ProcessCounters[];
}
