import type { InStatement } from '@libsql/client/sqlite3';
import { eq } from 'drizzle-orm';
import { type Database, statementOf } from './database.ts';
import { putRows } from './put-rows.ts';
import { ruleInstanceTable, rulePartitionTable, ruleTable } from './schema.ts';

export type StoredRule = typeof ruleTable.$inferSelect;
export type StoredPartition = typeof rulePartitionTable.$inferSelect;
export type StoredInstance = typeof ruleInstanceTable.$inferSelect;

export function readRules(database: Database): Promise<StoredRule[]> {
  return database.orm.select().from(ruleTable).orderBy(ruleTable.id);
}

export function readPartitions(database: Database, ruleId: string): Promise<StoredPartition[]> {
  return database.orm.select().from(rulePartitionTable).where(eq(rulePartitionTable.ruleId, ruleId));
}

export function readInstances(database: Database, ruleId: string): Promise<StoredInstance[]> {
  return database.orm.select().from(ruleInstanceTable).where(eq(ruleInstanceTable.ruleId, ruleId));
}

export function putRule(database: Database, rule: StoredRule): InStatement {
  const insert = database.orm.insert(ruleTable).values(rule);
  return statementOf(insert.onConflictDoUpdate({ target: ruleTable.id, set: rule }));
}

export function putPartitions(rows: StoredPartition[]): InStatement {
  const values = rows.map((row) => [
    row.ruleId,
    row.partition,
    row.logId,
    row.sequence,
    row.enqueuedMs,
    row.watermarkMs,
    row.setToWatermarkMs,
    row.setToEnqueuedMs,
  ]);
  return putRows(
    { table: 'rule_partition', columns: partitionColumns, key: ['rule_id', 'partition'] },
    values,
  );
}

export function putInstances(rows: StoredInstance[]): InStatement {
  const values = rows.map((row) => [
    row.ruleId,
    row.objectKey,
    row.partition,
    row.state,
    row.sinceMs,
    row.episode,
    row.firedMs,
    row.flaps,
    Number(row.isArmed),
    row.lastMs,
    row.lastValue,
    row.decidedMs,
    row.lagMs,
    Number(row.isStale),
    row.resumeState,
    row.hits,
  ]);
  return putRows(
    { table: 'rule_instance', columns: instanceColumns, key: ['rule_id', 'object_key'] },
    values,
  );
}

export function deleteInstances(ruleId: string, objectKeys: string[]): InStatement {
  return {
    sql: `DELETE FROM rule_instance WHERE rule_id = :ruleId
      AND object_key IN (SELECT value FROM json_each(:objectKeys))`,
    args: { ruleId, objectKeys: JSON.stringify(objectKeys) },
  };
}

/** A rule that reads something else begins anew. */
export function deletePartitions(ruleId: string): InStatement {
  return { sql: 'DELETE FROM rule_partition WHERE rule_id = :ruleId', args: { ruleId } };
}

const partitionColumns = [
  'rule_id',
  'partition',
  'log_id',
  'sequence',
  'enqueued_ms',
  'watermark_ms',
  'set_to_watermark_ms',
  'set_to_enqueued_ms',
];

const instanceColumns = [
  'rule_id',
  'object_key',
  'partition',
  'state',
  'since_ms',
  'episode',
  'fired_ms',
  'flaps',
  'is_armed',
  'last_ms',
  'last_value',
  'decided_ms',
  'lag_ms',
  'is_stale',
  'resume_state',
  'hits',
];
