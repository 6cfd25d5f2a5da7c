import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Checkpoint, PartitionOwnership } from '@azure/event-hubs';
import { AppError } from '#shared/errors.ts';
import {
  ignoreMissing,
  numberedName,
  numbersOf,
  readJsonFile,
  removeBelow,
  removeTemporary,
  writeDurably,
} from './numbered-files.ts';
import { type Ownership, readOwnership, renewOwnership, takeOwnership } from './owner-files.ts';
import { type Progress, progressSchema } from './progress.ts';
import { FencedError, type ProgressRecord, type ProgressStore } from './progress-store.ts';

type Scope = [fullyQualifiedNamespace: string, eventHubName: string, consumerGroup: string];

interface Claim {
  ownerId: string;
  folder: string;
  fence: number;
}

/**
 * Keeps ownership and progress as files for the workers of one machine, a folder per partition:
 * - `owner-<n>.json` is made once, exclusively; the owner with the highest number owns the partition. Its time is that
 *   of its renewal.
 * - `progress-<n>.json` is written by owner n only. An owner writes and then looks whether it still is the owner, and a
 *   new owner reads after it became one: what an owner was told to be durable is never overlooked by the next.
 */
export class FileProgressStore implements ProgressStore {
  readonly #folder: string;
  readonly #claims = new Map<string, Claim>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  record(hub: string, partition: string): ProgressRecord {
    const name = `${hub}/${partition}`;
    const claim = this.#claims.get(name);
    if (claim === undefined) throw new FencedError(name);
    return new FileProgressRecord(name, claim);
  }

  async listOwnership(...scope: Scope): Promise<PartitionOwnership[]> {
    return await this.#ofEachPartition(scope, async (address, folder) => {
      const ownership = await readOwnership(folder);
      return ownership === null ? null : { ...address, ...describe(ownership), ownerId: ownership.ownerId };
    });
  }

  async claimOwnership(wanted: PartitionOwnership[]): Promise<PartitionOwnership[]> {
    const claimed = await Promise.all(wanted.map(async (claim) => await this.#claim(claim)));
    return claimed.filter((claim) => claim !== null);
  }

  async listCheckpoints(...scope: Scope): Promise<Checkpoint[]> {
    return await this.#ofEachPartition(scope, async (address, folder) => {
      const progress = await readNewestProgress(folder);
      return progress?.committed ? { ...address, ...progress.committed } : null;
    });
  }

  /** The SDK calls it only for whoever reads through its own callbacks. */
  async updateCheckpoint(): Promise<void> {
    throw new AppError('unsupported', 'A checkpoint moves with the progress record of its partition.');
  }

  async #claim(wanted: PartitionOwnership): Promise<PartitionOwnership | null> {
    const { fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId, ownerId, etag } = wanted;
    const name = `${eventHubName}/${partitionId}`;
    const folder = this.#folderOf(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId);
    const claim = this.#claims.get(name);
    const isRenewal = claim?.ownerId === ownerId;
    const ownership = isRenewal
      ? await renewOwnership(folder, claim.fence, new Date())
      : await takeOwnership(folder, ownerId, etag);
    if (ownership === null || ownerId === '') this.#claims.delete(name);
    else this.#claims.set(name, { ownerId, folder, fence: ownership.fence });
    return ownership === null ? null : { ...wanted, ...describe(ownership) };
  }

  async #ofEachPartition<T>(
    scope: Scope,
    read: (address: ReturnType<typeof addressOf>, folder: string) => Promise<T | null>,
  ): Promise<T[]> {
    const names = await readdir(this.#folderOf(...scope)).catch(ignoreMissing([]));
    const found = await Promise.all(
      names.map(decodeURIComponent).map(async (partition) => {
        return await read(addressOf(scope, partition), this.#folderOf(...scope, partition));
      }),
    );
    return found.filter((item) => item !== null);
  }

  #folderOf(...parts: string[]): string {
    return path.join(this.#folder, ...parts.map(encodeURIComponent));
  }
}

class FileProgressRecord implements ProgressRecord {
  readonly place: string;
  readonly #name: string;
  readonly #claim: Claim;
  #isFirstWrite = true;

  constructor(name: string, claim: Claim) {
    this.place = claim.folder;
    this.#name = name;
    this.#claim = claim;
  }

  async read(): Promise<Progress | null> {
    return await readNewestProgress(this.#claim.folder);
  }

  async write(progress: Progress): Promise<void> {
    const { folder, fence } = this.#claim;
    await writeDurably(path.join(folder, numberedName('progress', fence)), progress);
    const newest = (await numbersOf(folder, 'owner')).at(-1);
    if (newest !== fence) throw new FencedError(this.#name);
    if (!this.#isFirstWrite) return;
    this.#isFirstWrite = false;
    await removeBelow(folder, 'progress', fence);
    await removeBelow(folder, 'owner', fence);
    await removeTemporary(folder);
  }
}

async function readNewestProgress(folder: string): Promise<Progress | null> {
  const newest = (await numbersOf(folder, 'progress')).at(-1);
  if (newest === undefined) return null;
  const progress = await readJsonFile(path.join(folder, numberedName('progress', newest)), progressSchema);
  // A newer owner has just replaced it.
  return progress ?? (await readNewestProgress(folder));
}

function addressOf([fullyQualifiedNamespace, eventHubName, consumerGroup]: Scope, partitionId: string) {
  return { fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId };
}

function describe({ etag, renewedMs }: Ownership): { etag: string; lastModifiedTimeInMs: number } {
  return { etag, lastModifiedTimeInMs: renewedMs };
}
