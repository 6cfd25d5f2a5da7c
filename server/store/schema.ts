import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Tables as migrations.ts makes them. Columns that end in `_ms` are ms since the Unix epoch. */

/** Rules as they run, with the definition that was last good. */
export const ruleTable = sqliteTable('rule', {
  id: text('id').primaryKey(),
  version: integer('version').notNull(),
  /** Hash of the parts that decide what the rule means. */
  meaning: text('meaning').notNull(),
  definition: text('definition').notNull(),
  state: text('state', { enum: ['running', 'stopped'] }).notNull(),
});

/** How far a rule has read each partition of its hub. */
export const rulePartitionTable = sqliteTable(
  'rule_partition',
  {
    ruleId: text('rule_id').notNull(),
    partition: text('partition').notNull(),
    logId: text('log_id').notNull(),
    sequence: integer('sequence').notNull(),
    enqueuedMs: real('enqueued_ms'),
    watermarkMs: real('watermark_ms'),
    setToWatermarkMs: real('set_to_watermark_ms'),
    setToEnqueuedMs: real('set_to_enqueued_ms'),
  },
  (table) => [primaryKey({ columns: [table.ruleId, table.partition] })],
);

/** The state of a rule for one object. */
export const ruleInstanceTable = sqliteTable(
  'rule_instance',
  {
    ruleId: text('rule_id').notNull(),
    objectKey: text('object_key').notNull(),
    partition: text('partition').notNull(),
    state: text('state', { enum: ['ok', 'pending', 'firing', 'recovering', 'nodata'] }).notNull(),
    sinceMs: real('since_ms').notNull(),
    episode: integer('episode').notNull(),
    firedMs: real('fired_ms').notNull(),
    flaps: integer('flaps').notNull(),
    isArmed: integer('is_armed', { mode: 'boolean' }).notNull(),
    lastMs: real('last_ms'),
    lastValue: real('last_value'),
    decidedMs: real('decided_ms'),
    lagMs: real('lag_ms').notNull(),
    isStale: integer('is_stale', { mode: 'boolean' }).notNull(),
    resumeState: text('resume_state', { enum: ['ok', 'pending', 'firing', 'recovering'] }),
    hits: text('hits', { mode: 'json' }).$type<readonly number[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.ruleId, table.objectKey] })],
);

/** Activations as they were decided; never changed. */
export const activationTable = sqliteTable('activation', {
  id: text('id').primaryKey(),
  episodeId: text('episode_id').notNull(),
  /** JSON of an Activation. */
  body: text('body').notNull(),
});

export const episodeTable = sqliteTable('episode', {
  id: text('id').primaryKey(),
  ruleId: text('rule_id').notNull(),
  objectKey: text('object_key').notNull(),
  state: text('state', { enum: ['firing', 'recovering', 'nodata', 'resolved'] }).notNull(),
  isStale: integer('is_stale', { mode: 'boolean' }).notNull(),
  lastValue: real('last_value'),
  lastValueMs: real('last_value_ms'),
  version: integer('version').notNull(),
  openedMs: integer('opened_ms').notNull(),
  changedMs: integer('changed_ms').notNull(),
});

/** What is to be delivered to whom. Rows with one `message_id` make up one message. */
export const outboxTable = sqliteTable('outbox', {
  sequence: integer('sequence').primaryKey(),
  destination: text('destination').notNull(),
  messageId: text('message_id').notNull(),
  activationId: text('activation_id').notNull(),
  episodeId: text('episode_id').notNull(),
  state: text('state', { enum: ['queued', 'retrying', 'delivered', 'failed'] }).notNull(),
  attempts: integer('attempts').notNull(),
  dueMs: integer('due_ms').notNull(),
  leasedUntilMs: integer('leased_until_ms').notNull(),
  lastError: text('last_error'),
  createdMs: integer('created_ms').notNull(),
  changedMs: integer('changed_ms').notNull(),
});

/** Destinations that asked for no more (410), until they are configured anew. */
export const disabledDestinationTable = sqliteTable('disabled_destination', {
  id: text('id').primaryKey(),
  /** Hash of its address and secret at that time. */
  target: text('target').notNull(),
  reason: text('reason').notNull(),
});
