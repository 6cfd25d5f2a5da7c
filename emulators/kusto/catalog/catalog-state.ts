import { KustoError } from '../types/kusto-error.ts';
import type { CatalogSnapshot, DatabaseSchema } from '../types/schema.ts';
import type {
  ClusterEntity,
  DatabaseEntity,
  Entity,
  ExternalTableEntity,
  FunctionEntity,
  MaterializedViewEntity,
  TableEntity,
} from './entities.ts';

export interface DatabaseState {
  entity: DatabaseEntity;
  tables: ReadonlyMap<string, TableEntity>;
  functions: ReadonlyMap<string, FunctionEntity>;
  views: ReadonlyMap<string, MaterializedViewEntity>;
  externalTables: ReadonlyMap<string, ExternalTableEntity>;
}

/** An immutable view of everything in the catalog; `snapshot` is what the compiler reads. */
export interface CatalogState {
  version: number;
  cluster: ClusterEntity;
  /** By lower-case name. */
  databases: ReadonlyMap<string, DatabaseState>;
  snapshot: CatalogSnapshot;
}

interface MutableDatabase {
  entity: DatabaseEntity;
  tables: Map<string, TableEntity>;
  functions: Map<string, FunctionEntity>;
  views: Map<string, MaterializedViewEntity>;
  externalTables: Map<string, ExternalTableEntity>;
}

/** Arranges stored entities by database. */
export function buildCatalogState(entities: Iterable<Entity>, version: number): CatalogState {
  const all = [...entities];
  const databases = new Map<string, MutableDatabase>();
  for (const entity of all) {
    if (entity.kind !== 'database') continue;
    databases.set(entity.name.toLowerCase(), {
      entity,
      tables: new Map(),
      functions: new Map(),
      views: new Map(),
      externalTables: new Map(),
    });
  }
  for (const entity of all) {
    if (entity.kind === 'cluster' || entity.kind === 'database') continue;
    const database = databases.get(entity.database.toLowerCase());
    if (entity.kind === 'table') database?.tables.set(entity.name, entity);
    else if (entity.kind === 'function') database?.functions.set(entity.name, entity);
    else if (entity.kind === 'materialized-view') database?.views.set(entity.name, entity);
    else database?.externalTables.set(entity.name, entity);
  }
  const cluster = all.find((entity) => entity.kind === 'cluster') ?? { kind: 'cluster', policies: {} };
  return { version, cluster, databases, snapshot: snapshotOf(databases, version) };
}

/** The database of a request; an empty name means NetDefaultDB. */
export function requireDatabase(state: CatalogState, name: string): DatabaseState {
  const database = state.databases.get((name === '' ? 'NetDefaultDB' : name).toLowerCase());
  if (database !== undefined) return database;
  const message = `Request is invalid and cannot be processed: Semantic error: SEM0100: Database '${name}' was not found`;
  throw new KustoError('BadRequest_DatabaseNotExist', message);
}

export function requireTable(database: DatabaseState, name: string): TableEntity {
  const table = database.tables.get(name);
  if (table !== undefined) return table;
  throw new KustoError('BadRequest_TableNotExist', notFound('Table', name));
}

/** The text of an error about an entity that does not exist. */
export function notFound(kind: string, name: string): string {
  return `Entity ID '${name}' of kind '${kind}' was not found.`;
}

function snapshotOf(databases: ReadonlyMap<string, DatabaseState>, version: number): CatalogSnapshot {
  const schemas = new Map<string, DatabaseSchema>();
  for (const { entity, tables, functions, views, externalTables } of databases.values()) {
    const { name, prettyName } = entity;
    schemas.set(name, { name, prettyName, tables, functions, materializedViews: views, externalTables });
  }
  return { version, databases: schemas };
}
