import type { InStatement, Row } from '@libsql/client/sqlite3';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Activation } from '#shared/rules/activation.ts';
import { type Database, statementOf } from './database.ts';
import { parseActivation } from './episodes.ts';
import { firstColumn } from './first-column.ts';
import { putRows } from './put-rows.ts';
import { disabledDestinationTable } from './schema.ts';

export interface OutboxEntry {
  destination: string;
  /** Entries with the same one are delivered as one message. */
  messageId: string;
  activationId: string;
  episodeId: string;
}

/** A message that this process may send until its lease ends. */
export interface ClaimedMessage {
  destination: string;
  messageId: string;
  /** In the order in which they happened. */
  activations: Activation[];
  episodeIds: string[];
  attempts: number;
  createdMs: number;
}

export function addToOutbox(entries: OutboxEntry[], nowMs: number): InStatement {
  const columns = [
    'destination',
    'message_id',
    'activation_id',
    'episode_id',
    'state',
    'attempts',
    'due_ms',
    'leased_until_ms',
    'created_ms',
    'changed_ms',
  ];
  const rows = entries.map(({ destination, messageId, activationId, episodeId }) => [
    destination,
    messageId,
    activationId,
    episodeId,
    'queued',
    0,
    nowMs,
    0,
    nowMs,
    nowMs,
  ]);
  return putRows({ table: 'outbox', columns, key: [] }, rows);
}

/**
 * Leases the messages that have been due for longest. A message waits while an earlier one about the same episode is not settled,
 * so that a receiver gets each episode in order.
 */
export async function claimMessages(
  database: Database,
  request: { destination: string; nowMs: number; leaseMs: number; limit: number },
): Promise<ClaimedMessage[]> {
  const [claimed] = await database.write([
    {
      sql: `UPDATE outbox SET leased_until_ms = :nowMs + :leaseMs
        WHERE destination = :destination AND message_id IN (
          SELECT message_id FROM outbox AS head
          WHERE destination = :destination AND state IN ('queued', 'retrying')
            AND due_ms <= :nowMs AND leased_until_ms <= :nowMs
            AND NOT EXISTS (
              SELECT 1 FROM outbox AS part JOIN outbox AS earlier
                ON earlier.destination = part.destination AND earlier.episode_id = part.episode_id
                AND earlier.sequence < part.sequence AND earlier.message_id <> part.message_id
              WHERE part.message_id = head.message_id AND part.destination = head.destination
                AND earlier.state IN ('queued', 'retrying')
            )
          ORDER BY head.due_ms, head.sequence LIMIT :limit
        )
        RETURNING sequence, message_id, episode_id, attempts, created_ms,
          (SELECT body FROM activation WHERE activation.id = outbox.activation_id) AS body`,
      args: { ...request },
    },
  ]);
  return messagesOf(request.destination, claimed?.rows ?? []);
}

const claimedRowSchema = z.object({
  sequence: z.number(),
  message_id: z.string(),
  episode_id: z.string(),
  attempts: z.number(),
  created_ms: z.number(),
  body: z.string(),
});

function messagesOf(destination: string, rows: Row[]): ClaimedMessage[] {
  const ordered = z
    .array(claimedRowSchema)
    .parse(rows)
    .toSorted((a, b) => a.sequence - b.sequence);
  const messages = new Map<string, ClaimedMessage>();
  for (const {
    message_id: messageId,
    episode_id: episodeId,
    attempts,
    created_ms: createdMs,
    body,
  } of ordered) {
    const message = messages.get(messageId) ?? {
      destination,
      messageId,
      activations: [],
      episodeIds: [],
      attempts,
      createdMs,
    };
    message.activations.push(parseActivation(body));
    message.episodeIds.push(episodeId);
    messages.set(messageId, message);
  }
  return [...messages.values()];
}

/** What became of an attempt. */
export interface Settlement {
  messageId: string;
  attempts: number;
  state: 'delivered' | 'retrying' | 'failed';
  dueMs: number;
  error: string | null;
}

export function settleMessages(destination: string, settlements: Settlement[], nowMs: number): InStatement {
  const rows = settlements.map(({ messageId, attempts, state, dueMs, error }) => [
    messageId,
    attempts,
    state,
    dueMs,
    error,
  ]);
  // With + the planner does not look through all waiting messages for each settlement.
  return {
    sql: `UPDATE outbox SET attempts = value ->> 1, state = value ->> 2, due_ms = value ->> 3,
        last_error = value ->> 4, leased_until_ms = 0, changed_ms = :nowMs
      FROM json_each(:rows)
      WHERE message_id = value ->> 0 AND destination = :destination AND +state IN ('queued', 'retrying')`,
    args: { destination, nowMs, rows: JSON.stringify(rows) },
  };
}

/** Gives back messages that were claimed but not sent. */
export async function releaseMessages(
  database: Database,
  destination: string,
  messageIds: string[] | 'all',
): Promise<void> {
  if (messageIds.length === 0) return;
  const listed = 'AND message_id IN (SELECT value FROM json_each(:messageIds))';
  await database.write([
    {
      sql: `UPDATE outbox SET leased_until_ms = 0
        WHERE destination = :destination AND state IN ('queued', 'retrying') ${messageIds === 'all' ? '' : listed}`,
      args: { destination, ...(messageIds === 'all' ? {} : { messageIds: JSON.stringify(messageIds) }) },
    },
  ]);
}

/** A receiver that answers again gets what waits for it without further delay. */
export function hastenMessages(destination: string, nowMs: number): InStatement {
  return {
    sql: `UPDATE outbox SET due_ms = :nowMs
      WHERE destination = :destination AND state IN ('queued', 'retrying') AND due_ms > :nowMs`,
    args: { destination, nowMs },
  };
}

/** When the next message that waits for no other is due; null when there is none. */
export async function nextDueMs(database: Database, destination: string): Promise<number | null> {
  const { rows } = await database.read({
    sql: `SELECT min(max(due_ms, leased_until_ms)) FROM outbox AS head
      WHERE destination = :destination AND state IN ('queued', 'retrying') AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.destination = head.destination AND earlier.episode_id = head.episode_id
          AND earlier.sequence < head.sequence AND earlier.state IN ('queued', 'retrying')
      )`,
    args: { destination },
  });
  const due = rows[0]?.[0];
  return due === null || due === undefined ? null : Number(due);
}

/** Gives up what waits for a destination; returns the episodes concerned. */
export async function disableDestination(
  database: Database,
  destination: { id: string; target: string; reason: string },
  nowMs: number,
): Promise<string[]> {
  const insert = database.orm.insert(disabledDestinationTable).values(destination);
  const { id, reason } = destination;
  const [, failed] = await database.write([
    statementOf(insert.onConflictDoUpdate({ target: disabledDestinationTable.id, set: destination })),
    {
      sql: `UPDATE outbox SET state = 'failed', last_error = :reason, changed_ms = :nowMs
        WHERE destination = :id AND state IN ('queued', 'retrying') RETURNING episode_id`,
      args: { id, reason, nowMs },
    },
  ]);
  return [...new Set(firstColumn(failed))];
}

/** Why the destination gets nothing; null when it is enabled, or its target is another one by now. */
export async function readDisabledReason(
  database: Database,
  destination: { id: string; target: string },
): Promise<string | null> {
  const { id, target } = destination;
  const [row] = await database.orm
    .select()
    .from(disabledDestinationTable)
    .where(sql`${disabledDestinationTable.id} = ${id} AND ${disabledDestinationTable.target} = ${target}`);
  return row?.reason ?? null;
}
