import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '#shared/node/run-service.ts';
import type { HubConfig } from '../hub-config.ts';
import { type LogOptions, PartitionLog } from '../log/partition-log.ts';
import { syncFolder } from '../log/segment.ts';
import { type HubState, readHubState, writeHubState } from './hub-state.ts';
import { openAll } from './open-all.ts';
import { partitionOfKey } from './partition-key.ts';

/** One event hub with its partitions. Names are compared without regard to case, as Event Hubs does. */
export class EventHub implements AsyncDisposable {
  readonly name: string;
  readonly logId: string;
  readonly createdAt: Date;
  readonly partitions: readonly PartitionLog[];
  readonly #consumerGroups: ReadonlySet<string>;
  #nextRound = 0;

  private constructor(config: HubConfig, state: HubState, partitions: readonly PartitionLog[]) {
    this.name = config.name;
    this.logId = state.logId;
    this.createdAt = new Date(state.createdAt);
    this.partitions = partitions;
    this.#consumerGroups = new Set(config.consumerGroups.map((name) => name.toLowerCase()));
  }

  /** Opens the hub in `folder`, or makes it. Throws StartError when the folder holds more partitions. */
  static async open(folder: string, config: HubConfig, options: LogOptions): Promise<EventHub> {
    await mkdir(folder, { recursive: true });
    const state = await prepareState(folder, config, options.clock);
    const folders = Array.from({ length: config.partitionCount }, (_, i) => path.join(folder, String(i)));
    const partitions = await openAll(folders.map((partition) => PartitionLog.open(partition, options)));
    await syncFolder(folder);
    return new EventHub(config, state, partitions);
  }

  partition(id: string): PartitionLog | null {
    return /^(0|[1-9]\d*)$/.test(id) ? (this.partitions[Number(id)] ?? null) : null;
  }

  hasConsumerGroup(name: string): boolean {
    return this.#consumerGroups.has(name.toLowerCase());
  }

  /** The partition of a key; without key, each batch goes to the next partition. */
  choosePartition(partitionKey: string | null): PartitionLog {
    const count = this.partitions.length;
    const i = partitionKey === null ? this.#nextRound++ % count : partitionOfKey(partitionKey, count);
    const partition = this.partitions[i];
    if (!partition) throw new Error(`The hub ${this.name} has no partition ${i}.`);
    return partition;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.partitions.map((partition) => partition[Symbol.asyncDispose]()));
  }
}

async function prepareState(folder: string, config: HubConfig, clock: () => number): Promise<HubState> {
  const { name, partitionCount } = config;
  const known = await readHubState(folder);
  if (known && known.partitionCount > partitionCount) {
    throw new StartError(
      `The event hub '${name}' has ${known.partitionCount} partitions in ${folder}; their number cannot be lowered to ${partitionCount}.`,
    );
  }
  if (known?.partitionCount === partitionCount) return known;
  const state = known
    ? { ...known, partitionCount }
    : { name, logId: randomUUID(), createdAt: new Date(clock()).toISOString(), partitionCount };
  await writeHubState(folder, state);
  return state;
}
