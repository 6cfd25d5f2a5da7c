import path from 'node:path';
import type { Logger } from '#shared/node/logger.ts';
import { StartError } from '#shared/node/run-service.ts';
import type { HubConfig } from '../hub-config.ts';
import type { LogOptions } from '../log/partition-log.ts';
import { DamagedLogError, syncFolder } from '../log/segment.ts';
import { EventHub } from './event-hub.ts';
import { openAll } from './open-all.ts';

const retentionIntervalMs = 10_000;
const segmentBytes = 8 * 1024 * 1024;
/** Memory for the newest events of all partitions together. */
const totalCacheBytes = 24 * 1024 * 1024;
const maxCacheBytes = 4 * 1024 * 1024;

/** The event hubs of one broker, in one folder. */
export class Namespace implements AsyncDisposable {
  readonly hubs: readonly EventHub[];
  readonly #timer: NodeJS.Timeout;

  private constructor(hubs: readonly EventHub[], logger: Logger) {
    this.hubs = hubs;
    this.#timer = setInterval(() => void enforceRetention(hubs, logger), retentionIntervalMs);
    this.#timer.unref();
  }

  /** Opens all hubs. Throws StartError when the folder cannot be used with this configuration. */
  static async open(
    folder: string,
    configs: readonly HubConfig[],
    { clock, logger }: { clock: () => number; logger: Logger },
  ): Promise<Namespace> {
    const partitionCount = configs.reduce((sum, config) => sum + config.partitionCount, 0);
    const cacheBytes = Math.min(maxCacheBytes, Math.floor(totalCacheBytes / partitionCount));
    const hubs = await openAll(
      configs.map(async (config) => {
        const options: LogOptions = { retention: config.retention, segmentBytes, cacheBytes, clock };
        return await EventHub.open(path.join(folder, config.name.toLowerCase()), config, options);
      }),
    ).catch((error: unknown) => {
      throw describeOpenError(folder, error);
    });
    await syncFolder(folder);
    for (const hub of hubs) reportTornWrites(hub, logger);
    await enforceRetention(hubs, logger);
    return new Namespace(hubs, logger);
  }

  find(name: string): EventHub | null {
    return this.hubs.find((hub) => hub.name.toLowerCase() === name.toLowerCase()) ?? null;
  }

  async flush(): Promise<void> {
    await Promise.all(this.hubs.flatMap((hub) => hub.partitions.map((partition) => partition.flush())));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.hubs.map((hub) => hub[Symbol.asyncDispose]()));
  }
}

function describeOpenError(folder: string, error: unknown): unknown {
  if (error instanceof DamagedLogError) {
    return new StartError(
      `${error.message} Restore the file, or delete its folder to start that partition anew.`,
    );
  }
  const isFromDisk = error instanceof Error && 'syscall' in error;
  return isFromDisk ? new StartError(`The data folder ${folder} cannot be used: ${error.message}.`) : error;
}

function reportTornWrites(hub: EventHub, logger: Logger): void {
  for (const [partition, { tornBytes }] of hub.partitions.entries()) {
    if (tornBytes > 0) logger.warn({ event: 'log.torn-write-cut', hub: hub.name, partition, tornBytes });
  }
}

async function enforceRetention(hubs: readonly EventHub[], logger: Logger): Promise<void> {
  for (const hub of hubs) {
    for (const [partition, log] of hub.partitions.entries()) {
      try {
        const segments = await log.enforceRetention();
        if (segments > 0) logger.info({ event: 'log.retention', hub: hub.name, partition, segments });
      } catch (error) {
        logger.error({ event: 'log.retention-failed', hub: hub.name, partition, err: error });
      }
    }
  }
}
