import type { InStatement } from '@libsql/client/sqlite3';
import { desc, sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  type Activation,
  activationSchema,
  type DeliveryState,
  type Episode,
} from '#shared/rules/activation.ts';
import type { Database } from './database.ts';
import { firstColumn } from './first-column.ts';
import { putRows } from './put-rows.ts';
import { activationTable, episodeTable, outboxTable } from './schema.ts';

type EpisodeRow = typeof episodeTable.$inferSelect;
type OutboxRow = typeof outboxTable.$inferSelect;

/** An activation's id says all that decides it: one that is there already is the same. */
export function addActivations(rows: { episodeId: string; activation: Activation }[]): InStatement {
  return putRows(
    { table: 'activation', columns: ['id', 'episode_id', 'body'], key: [] },
    rows.map(({ episodeId, activation }) => [activation.id, episodeId, JSON.stringify(activation)]),
  );
}

export type EpisodeChange = Omit<EpisodeRow, 'version' | 'openedMs'>;

/** Each change gives the episode its next version. */
export function putEpisodes(rows: EpisodeChange[]): InStatement {
  const columns = [
    'id',
    'rule_id',
    'object_key',
    'state',
    'is_stale',
    'last_value',
    'last_value_ms',
    'changed_ms',
    'opened_ms',
    'version',
  ];
  const cells = rows.map((row) => [
    row.id,
    row.ruleId,
    row.objectKey,
    row.state,
    Number(row.isStale),
    row.lastValue,
    row.lastValueMs,
    row.changedMs,
    row.changedMs,
    1,
  ]);
  const updates = { version: 'version + 1', opened_ms: 'opened_ms' };
  return putRows({ table: 'episode', columns, key: ['id'], updates }, cells);
}

/** The next version of the episodes whose deliveries changed. */
export function touchEpisodes(ids: string[]): InStatement {
  return {
    sql: 'UPDATE episode SET version = version + 1 WHERE id IN (SELECT value FROM json_each(:ids))',
    args: { ids: JSON.stringify(ids) },
  };
}

/** Open episodes, then the ones resolved last; each group newest first. */
export async function listEpisodes(database: Database, limit: number): Promise<Episode[]> {
  const episodes = () => database.orm.select().from(episodeTable);
  const open = await episodes()
    .where(sql`${episodeTable.state} <> 'resolved'`)
    .orderBy(desc(episodeTable.openedMs))
    .limit(limit);
  const resolved = await episodes()
    .where(sql`${episodeTable.state} = 'resolved'`)
    .orderBy(desc(episodeTable.changedMs))
    .limit(limit - open.length);
  return assemble(database, [...open, ...resolved]);
}

/** Ids that are not there are left out. */
export async function readEpisodes(database: Database, ids: string[]): Promise<Episode[]> {
  const isListed = sql`${episodeTable.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return assemble(database, await database.orm.select().from(episodeTable).where(isListed));
}

async function assemble(database: Database, rows: EpisodeRow[]): Promise<Episode[]> {
  const ids = JSON.stringify(rows.map(({ id }) => id));
  const [activations, deliveries] = await Promise.all([
    database.orm
      .select()
      .from(activationTable)
      .where(sql`${activationTable.episodeId} IN (SELECT value FROM json_each(${ids}))`),
    database.orm
      .select()
      .from(outboxTable)
      .where(sql`${outboxTable.episodeId} IN (SELECT value FROM json_each(${ids}))`)
      .orderBy(outboxTable.sequence),
  ]);
  const activationsOf = groupBy(activations, ({ episodeId }) => episodeId);
  const deliveriesOf = groupBy(deliveries, ({ episodeId }) => episodeId);
  return rows.flatMap((row) => {
    const told = (activationsOf.get(row.id) ?? []).map(({ body }) => parseActivation(body));
    const fired = told.find(({ kind }) => kind === 'fired');
    if (!fired) return [];
    const resolved = told.find(({ kind }) => kind === 'resolved') ?? null;
    return [episodeOf(row, fired, resolved, deliveriesOf.get(row.id) ?? [])];
  });
}

function episodeOf(
  row: EpisodeRow,
  fired: Activation,
  resolved: Activation | null,
  deliveries: OutboxRow[],
): Episode {
  return {
    id: row.id,
    ruleId: row.ruleId,
    ruleTitle: fired.ruleTitle,
    objectKey: row.objectKey,
    severity: fired.severity,
    state: row.state,
    stale: row.isStale,
    fired,
    resolved,
    lastValue: row.lastValue,
    lastValueMs: row.lastValueMs,
    deliveries: deliveries.map(deliveryOf),
    version: row.version,
  };
}

function deliveryOf(row: OutboxRow): DeliveryState {
  const { destination, activationId, state, attempts, lastError, changedMs } = row;
  return { destination, activationId, state, attempts, lastError, atMs: changedMs };
}

const jsonSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(activationSchema);

/** The stored JSON as an activation. */
export function parseActivation(body: string): Activation {
  return jsonSchema.parse(body);
}

function groupBy<Row>(rows: Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** Deletes episodes that were resolved before `beforeMs` and have nothing left to deliver; at most `limit` at once. */
export async function deleteEpisodes(database: Database, beforeMs: number, limit: number): Promise<number> {
  const old = await database.read({
    sql: `SELECT id FROM episode WHERE state = 'resolved' AND changed_ms < :beforeMs AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE episode_id = episode.id AND outbox.state IN ('queued', 'retrying')
      ) LIMIT :limit`,
    args: { beforeMs, limit },
  });
  const ids = firstColumn(old);
  if (ids.length === 0) return 0;
  const args = { ids: JSON.stringify(ids) };
  await database.write([
    { sql: 'DELETE FROM outbox WHERE episode_id IN (SELECT value FROM json_each(:ids))', args },
    { sql: 'DELETE FROM activation WHERE episode_id IN (SELECT value FROM json_each(:ids))', args },
    { sql: 'DELETE FROM episode WHERE id IN (SELECT value FROM json_each(:ids))', args },
  ]);
  return ids.length;
}
