import type { ColumnSchema, ExternalSource } from '../types/schema.ts';

/** Policies by lower-case name, e.g. `retention` → JSON text. */
export type Policies = Readonly<Record<string, string>>;

export type MappingFormat = 'csv' | 'json' | 'avro' | 'parquet' | 'orc' | 'w3clogfile';

/** A stored ingestion mapping; `mapping` is the JSON array as text, normalised to Column, DataType, Properties. */
export interface StoredMapping {
  name: string;
  format: MappingFormat;
  mapping: string;
  lastUpdatedOn: string;
}

export interface ClusterEntity {
  kind: 'cluster';
  policies: Policies;
}

export interface DatabaseEntity {
  kind: 'database';
  name: string;
  prettyName: string;
  id: string;
  mappings: readonly StoredMapping[];
  policies: Policies;
}

export interface TableEntity {
  kind: 'table';
  database: string;
  name: string;
  id: string;
  columns: readonly ColumnSchema[];
  /** Names of the columns in the order of the physical table; null is the hidden ingestion time. */
  storedOrder: readonly (string | null)[];
  folder: string;
  docString: string;
  createdOn: string;
  mappings: readonly StoredMapping[];
  policies: Policies;
}

export interface FunctionEntity {
  kind: 'function';
  database: string;
  name: string;
  parameters: string;
  body: string;
  folder: string;
  docString: string;
}

export interface MaterializedViewEntity {
  kind: 'materialized-view';
  database: string;
  name: string;
  id: string;
  sourceTable: string;
  query: string;
  /** Rows of the source that were ingested before this instant are not in the view; all are when it is missing. */
  since?: string;
  /** Tables besides the source that the query may read. */
  dimensionTables?: readonly string[];
  columns: readonly ColumnSchema[];
  folder: string;
  docString: string;
  isEnabled: boolean;
  autoUpdateSchema: boolean;
  effectiveDateTime: string;
  /** As text; shown only, since views are always computed over all their rows. */
  lookback?: string;
  lookbackColumn?: string;
  policies: Policies;
}

export interface ExternalTableEntity {
  kind: 'external-table';
  database: string;
  name: string;
  columns: readonly ColumnSchema[];
  source: ExternalSource;
  /** As they were given. */
  connectionStrings: readonly string[];
  /** What matters to exports only: stored and shown. */
  compressed: boolean;
  compressionType: string | null;
  encoding: string | null;
  folder: string;
  docString: string;
  mappings: readonly StoredMapping[];
}

/** Everything the catalog stores; an entity is replaced whole when it changes. */
export type Entity =
  | ClusterEntity
  | DatabaseEntity
  | TableEntity
  | FunctionEntity
  | MaterializedViewEntity
  | ExternalTableEntity;

/** The identity of an entity in storage. Database names are case-insensitive, all others are not. */
export function entityKey(entity: Entity): string {
  if (entity.kind === 'cluster') return JSON.stringify(['cluster']);
  if (entity.kind === 'database') return JSON.stringify(['database', entity.name.toLowerCase()]);
  return JSON.stringify([entity.kind, entity.database.toLowerCase(), entity.name]);
}
