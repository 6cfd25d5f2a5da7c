import { type DatabaseSchema, readDatabaseSchema } from '#kql/analysis/database-schema.ts';
import { problemOf } from '#shared/errors.ts';
import type { Logger } from '#shared/node/logger.ts';
import type { QuerySource } from './query-source.ts';

export interface SchemaCacheOptions {
  source: QuerySource;
  now: () => number;
  logger: Logger;
  /** A schema was read for the first time or differs from the one before. */
  onChange: (database: string) => void;
}

const timeoutMs = 5_000;
const retryMs = 1_000;
/** While a query fails for what may be an outdated schema. */
const doubtedEveryMs = 3_000;
const usualEveryMs = 60_000;

interface CachedSchema {
  schema: DatabaseSchema | null;
  dueMs: number;
  readMs: number;
  isReading: boolean;
}

/** The schemas of the databases that live queries read, so that the binder can tell which tables a query reads. */
export class SchemaCache implements Disposable {
  readonly #options: SchemaCacheOptions;
  readonly #stopping = new AbortController();
  readonly #cached = new Map<string, CachedSchema>();

  constructor(options: SchemaCacheOptions) {
    this.#options = options;
  }

  /** Null until it has been read; asking for it is what makes it read. */
  get(database: string): DatabaseSchema | null {
    const held = this.#cached.get(database);
    if (held) return held.schema;
    this.#cached.set(database, { schema: null, dueMs: 0, readMs: 0, isReading: false });
    return null;
  }

  /** Something is not as the schema says: it is read again soon. */
  doubt(database: string): void {
    const held = this.#cached.get(database);
    if (held) held.dueMs = Math.min(held.dueMs, held.readMs + doubtedEveryMs);
  }

  /** Reads what is due. Called several times a second. */
  check(): void {
    const nowMs = this.#options.now();
    for (const [database, held] of this.#cached) {
      if (held.isReading || nowMs < held.dueMs) continue;
      held.isReading = true;
      void this.#read(database, held);
    }
  }

  [Symbol.dispose](): void {
    this.#stopping.abort();
  }

  async #read(database: string, held: CachedSchema): Promise<void> {
    const { source, logger, now, onChange } = this.#options;
    try {
      const text = `.show database ['${database.replaceAll("'", "\\'")}'] schema as json`;
      const rows = await source.command({ database, text, timeoutMs, signal: this.#stopping.signal });
      const document = rows[0]?.[0];
      const schema = readDatabaseSchema(typeof document === 'string' ? document : '', database);
      const hasChanged = held.schema?.version !== schema.version;
      held.schema = schema;
      held.readMs = now();
      held.dueMs = held.readMs + usualEveryMs;
      if (hasChanged) onChange(database);
    } catch (error) {
      held.dueMs = now() + retryMs;
      if (!this.#stopping.signal.aborted)
        logger.debug({ event: 'schema.not-read', database, message: problemOf(error).message });
    } finally {
      held.isReading = false;
    }
  }
}
