import type { DuckDBConnection } from '@duckdb/node-api';
import type { SchemaLock } from '../storage/schema-lock.ts';
import { buildCatalogState, type CatalogState } from './catalog-state.ts';
import { type Entity, entityKey } from './entities.ts';

/** What one command changes: entities to store or remove, and the SQL that changes the tables behind them. */
export interface CatalogChange {
  put?: readonly Entity[];
  remove?: readonly Entity[];
  sql?: readonly string[];
}

/**
 * All schemas, mappings and policies: held in memory, stored in the data file. A change is one transaction with the SQL
 * that goes with it, so both are there after a crash or neither is.
 */
export class Catalog {
  readonly #connection: DuckDBConnection;
  readonly #lock: SchemaLock;
  readonly #entities: Map<string, Entity>;
  #state: CatalogState;

  private constructor(connection: DuckDBConnection, lock: SchemaLock, entities: Map<string, Entity>) {
    this.#connection = connection;
    this.#lock = lock;
    this.#entities = entities;
    this.#state = buildCatalogState(entities.values(), 1);
  }

  /** Reads the catalog; the connection is the catalog's own until it closes. */
  static async open(connection: DuckDBConnection, lock: SchemaLock): Promise<Catalog> {
    await connection.run('CREATE TABLE IF NOT EXISTS "$system".entities (key VARCHAR, document VARCHAR)');
    const stored = await connection.runAndReadAll('SELECT key, document FROM "$system".entities');
    const entities = new Map<string, Entity>();
    for (const [key, document] of stored.getRows()) entities.set(String(key), readEntity(String(document)));
    return new Catalog(connection, lock, entities);
  }

  get state(): CatalogState {
    return this.#state;
  }

  /** Applies what `plan` makes of the newest state, alone; answers the state after it. */
  async change(plan: (state: CatalogState) => CatalogChange): Promise<CatalogState> {
    return await this.#lock.exclusive(async () => {
      const change = plan(this.#state);
      if (!change.put?.length && !change.remove?.length && !change.sql?.length) return this.#state;
      await this.#store(change);
      for (const entity of change.remove ?? []) this.#entities.delete(entityKey(entity));
      for (const entity of change.put ?? []) this.#entities.set(entityKey(entity), entity);
      this.#state = buildCatalogState(this.#entities.values(), this.#state.version + 1);
      return this.#state;
    });
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #store(change: CatalogChange): Promise<void> {
    const connection = this.#connection;
    await connection.run('BEGIN TRANSACTION');
    try {
      for (const statement of change.sql ?? []) await connection.run(statement);
      for (const entity of [...(change.remove ?? []), ...(change.put ?? [])]) {
        await connection.run('DELETE FROM "$system".entities WHERE key = $1', [entityKey(entity)]);
      }
      for (const entity of change.put ?? []) {
        const values = [entityKey(entity), JSON.stringify(entity)];
        await connection.run('INSERT INTO "$system".entities VALUES ($1, $2)', values);
      }
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK');
      throw error;
    }
  }
}

/** Documents are written by this class alone, so their shape is known. */
function readEntity(document: string): Entity {
  return JSON.parse(document) as Entity;
}
