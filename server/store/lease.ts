import { type InStatement, LibsqlBatchError } from '@libsql/client/sqlite3';
import { AppError } from '#shared/errors.ts';
import type { Database } from './database.ts';

/** The right to write what `name` stands for, until somebody else gets it with a higher fence. */
export interface Lease {
  name: string;
  owner: string;
  fence: number;
}

/** Somebody else has the lease now: what this process holds in memory is out of date. */
export class LeaseLostError extends AppError {
  override readonly name = 'LeaseLostError';

  constructor(lease: Lease) {
    super('conflict', `Another process has taken over ${lease.name}.`);
  }
}

/**
 * Takes the lease when it is free or has expired; null when another owner holds it. An expiry further ahead than
 * `ttlMs` was written before a clock stepped back and does not count: the fence keeps that safe.
 */
export async function acquireLease(
  database: Database,
  request: { name: string; owner: string; nowMs: number; ttlMs: number },
): Promise<Lease | null> {
  const { name, owner, nowMs, ttlMs } = request;
  const [result] = await database.write([
    {
      sql: `INSERT INTO lease (name, owner, fence, expires_ms) VALUES (:name, :owner, 1, :nowMs + :ttlMs)
        ON CONFLICT (name) DO UPDATE
        SET owner = excluded.owner, fence = fence + 1, expires_ms = excluded.expires_ms
        WHERE expires_ms <= :nowMs OR expires_ms > :nowMs + :ttlMs
        RETURNING fence`,
      args: { name, owner, nowMs, ttlMs },
    },
  ]);
  const fence = result?.rows[0]?.[0];
  return fence === undefined ? null : { name, owner, fence: Number(fence) };
}

/** Keeps the lease for longer. Throws LeaseLostError. */
export async function renewLease(database: Database, lease: Lease, expiresMs: number): Promise<void> {
  await writeFenced(database, lease, expiresMs, []);
}

/** Lets another process take the lease at once. */
export async function releaseLease(database: Database, lease: Lease): Promise<void> {
  await database.write([
    {
      sql: 'UPDATE lease SET expires_ms = 0 WHERE name = :name AND fence = :fence',
      args: { name: lease.name, fence: lease.fence },
    },
  ]);
}

/** Writes as the holder of the lease, in one transaction with the check that it still is. Throws LeaseLostError. */
export async function writeFenced(
  database: Database,
  lease: Lease,
  expiresMs: number,
  statements: InStatement[],
) {
  // A null fence breaks the column's constraint, which rolls the whole batch back.
  const check = {
    sql: `UPDATE lease SET fence = iif(fence = :fence, fence, NULL), expires_ms = :expiresMs WHERE name = :name`,
    args: { name: lease.name, fence: lease.fence, expiresMs },
  };
  try {
    const [, ...results] = await database.write([check, ...statements]);
    return results;
  } catch (error) {
    if (
      error instanceof LibsqlBatchError &&
      error.statementIndex === 0 &&
      error.code.startsWith('SQLITE_CONSTRAINT')
    ) {
      throw new LeaseLostError(lease);
    }
    throw error;
  }
}
