import type { ExpiredRows } from '../storage/retention-job.ts';
import { qualifiedTable } from '../types/physical.ts';
import { parseTimespan } from '../types/timespan.ts';
import type { CatalogState } from './catalog-state.ts';
import type { Policies } from './entities.ts';
import { ingestionTimeIdentifier } from './physical-table.ts';

/** What the retention policies (of a table, otherwise of its database) say is expired at `nowTicks`. */
export function planRetention(state: CatalogState, nowTicks: bigint): ExpiredRows[] {
  const expired: ExpiredRows[] = [];
  for (const { entity, tables } of state.databases.values()) {
    for (const table of tables.values()) {
      const period = softDeletePeriod(table, entity);
      if (period === null) continue;
      const sql = `DELETE FROM ${qualifiedTable(table.database, table.name)} WHERE ${ingestionTimeIdentifier} < ${nowTicks - period}`;
      expired.push({ database: table.database, table: table.name, sql });
    }
  }
  return expired;
}

/** Ticks after which rows of a table are deleted, by its policy or its database's; null when no time is set. */
export function softDeletePeriod(
  table: { policies: Policies },
  database: { policies: Policies } | undefined,
): bigint | null {
  const policy = table.policies['retention'] ?? database?.policies['retention'];
  if (policy === undefined) return null;
  const document: unknown = JSON.parse(policy);
  const period = (document as { SoftDeletePeriod?: unknown } | null)?.SoftDeletePeriod;
  return typeof period === 'string' ? parseTimespan(period) : null;
}
