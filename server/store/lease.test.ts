import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { acquireLease, LeaseLostError, releaseLease, renewLease, writeFenced } from './lease.ts';
import { migrations } from './migrations.ts';

let folder: string;
let ours: Database;
/** The same file, as another process has it open. */
let theirs: Database;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tidewatch-store-'));
  [ours, theirs] = await Promise.all([openDatabase(file()), openDatabase(file())]);
});

afterEach(async () => {
  ours[Symbol.dispose]();
  theirs[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

const file = () => path.join(folder, 'data', 'test.db');
const acquire = (database: Database, owner: string, nowMs: number) =>
  acquireLease(database, { name: 'rules', owner, nowMs, ttlMs: 5_000 });

async function mustAcquire(database: Database, owner: string, nowMs: number) {
  const lease = await acquire(database, owner, nowMs);
  if (lease === null) throw new Error('The lease is not free.');
  return lease;
}

describe('a lease', () => {
  test('has one owner until it expires', async () => {
    expect(await acquire(ours, 'a', 1_000)).toMatchObject({ fence: 1 });
    expect(await acquire(theirs, 'b', 5_999)).toBeNull();
    expect(await acquire(theirs, 'b', 6_000)).toMatchObject({ fence: 2 });
  });

  test('that is renewed does not expire', async () => {
    const lease = await mustAcquire(ours, 'a', 1_000);
    await renewLease(ours, lease, 10_000);
    expect(await acquire(theirs, 'b', 9_000)).toBeNull();
  });

  test('that is released is free at once', async () => {
    await releaseLease(ours, await mustAcquire(ours, 'a', 1_000));
    expect(await acquire(theirs, 'b', 1_001)).toMatchObject({ fence: 2 });
  });

  test('is not held for ever by a clock that was ahead', async () => {
    await mustAcquire(ours, 'a', 9_000_000);
    expect(await acquire(theirs, 'b', 1_000)).not.toBeNull();
  });

  test('that somebody took over stops the writing of the former owner, all of it', async () => {
    const lease = await mustAcquire(ours, 'a', 1_000);
    await mustAcquire(theirs, 'b', 7_000);
    const insert = "INSERT INTO disabled_destination VALUES ('x', 'y', 'z')";
    await expect(writeFenced(ours, lease, 9_000, [insert])).rejects.toBeInstanceOf(LeaseLostError);
    await expect(renewLease(ours, lease, 9_000)).rejects.toBeInstanceOf(LeaseLostError);
    expect((await ours.read('SELECT count(*) FROM disabled_destination')).rows[0]?.[0]).toBe(0);
    await releaseLease(ours, lease);
    expect(await acquire(ours, 'a', 7_001)).toBeNull();
  });
});

describe('the database', () => {
  test('waits for the disk with each commit', async () => {
    expect((await ours.read('PRAGMA synchronous')).rows[0]?.[0]).toBe(2);
    expect((await ours.read('PRAGMA journal_mode')).rows[0]?.[0]).toBe('wal');
  });

  test('leaves nothing of a transaction that fails', async () => {
    const insert = "INSERT INTO disabled_destination VALUES ('x', 'y', 'z')";
    await expect(ours.write([insert, insert])).rejects.toThrow();
    expect((await theirs.read('SELECT count(*) FROM disabled_destination')).rows[0]?.[0]).toBe(0);
  });

  test('of a newer version is refused with a sentence', async () => {
    await ours.write([`PRAGMA user_version = ${migrations.length + 1}`]);
    await expect(openDatabase(file())).rejects.toThrow('Start the newer one');
  });
});
