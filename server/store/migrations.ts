/** Each entry is applied once, in one transaction, in this order. What was released is never edited. */
export const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE lease (
      name TEXT PRIMARY KEY,
      owner TEXT NOT NULL,
      fence INTEGER NOT NULL,
      expires_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE rule (
      id TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      meaning TEXT NOT NULL,
      definition TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'stopped'))
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE rule_partition (
      rule_id TEXT NOT NULL,
      partition TEXT NOT NULL,
      log_id TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      enqueued_ms REAL,
      watermark_ms REAL,
      set_to_watermark_ms REAL,
      set_to_enqueued_ms REAL,
      PRIMARY KEY (rule_id, partition)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE rule_instance (
      rule_id TEXT NOT NULL,
      object_key TEXT NOT NULL,
      partition TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('ok', 'pending', 'firing', 'recovering', 'nodata')),
      since_ms REAL NOT NULL,
      episode INTEGER NOT NULL,
      fired_ms REAL NOT NULL,
      flaps INTEGER NOT NULL,
      is_armed INTEGER NOT NULL,
      last_ms REAL,
      last_value REAL,
      decided_ms REAL,
      lag_ms REAL NOT NULL,
      is_stale INTEGER NOT NULL,
      resume_state TEXT,
      PRIMARY KEY (rule_id, object_key)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE activation (
      id TEXT PRIMARY KEY,
      episode_id TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX activation_of_episode ON activation (episode_id)',
    `CREATE TABLE episode (
      id TEXT PRIMARY KEY,
      rule_id TEXT NOT NULL,
      object_key TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('firing', 'recovering', 'nodata', 'resolved')),
      is_stale INTEGER NOT NULL,
      last_value REAL,
      last_value_ms REAL,
      version INTEGER NOT NULL,
      changed_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX episode_open ON episode (changed_ms) WHERE state <> 'resolved'`,
    `CREATE INDEX episode_resolved ON episode (changed_ms) WHERE state = 'resolved'`,
    `CREATE TABLE outbox (
      sequence INTEGER PRIMARY KEY,
      destination TEXT NOT NULL,
      message_id TEXT NOT NULL,
      activation_id TEXT NOT NULL,
      episode_id TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'retrying', 'delivered', 'failed')),
      attempts INTEGER NOT NULL,
      due_ms INTEGER NOT NULL,
      leased_until_ms INTEGER NOT NULL,
      last_error TEXT,
      created_ms INTEGER NOT NULL,
      changed_ms INTEGER NOT NULL,
      UNIQUE (activation_id, destination)
    ) STRICT`,
    `CREATE INDEX outbox_waiting ON outbox (destination, episode_id, sequence)
      WHERE state IN ('queued', 'retrying')`,
    `CREATE INDEX outbox_due ON outbox (destination, due_ms) WHERE state IN ('queued', 'retrying')`,
    'CREATE INDEX outbox_message ON outbox (message_id, destination)',
    'CREATE INDEX outbox_episode ON outbox (episode_id)',
    `CREATE TABLE disabled_destination (
      id TEXT PRIMARY KEY,
      target TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
  [
    `ALTER TABLE rule_instance ADD COLUMN hits TEXT NOT NULL DEFAULT '[]'`,
    'ALTER TABLE episode ADD COLUMN opened_ms INTEGER NOT NULL DEFAULT 0',
    'UPDATE episode SET opened_ms = changed_ms',
    'DROP INDEX episode_open',
    `CREATE INDEX episode_open ON episode (opened_ms) WHERE state <> 'resolved'`,
  ],
];
