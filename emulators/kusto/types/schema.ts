/** The ten scalar types of Kusto, by their KQL names. */
export type KustoType =
  | 'bool'
  | 'int'
  | 'long'
  | 'real'
  | 'decimal'
  | 'datetime'
  | 'timespan'
  | 'guid'
  | 'dynamic'
  | 'string';

export interface ColumnSchema {
  name: string;
  type: KustoType;
  docString?: string;
}

/** A table, or a materialized view (whose rows are those of its query). Column order is the order of its rows. */
export interface TableSchema {
  name: string;
  columns: readonly ColumnSchema[];
  folder: string;
  docString: string;
  /** SQL of another place that holds the rows to be read, e.g. only the newest of them for an update policy. */
  storedAs?: string;
}

/** A stored function: `parameters` is KQL text with its parentheses, e.g. `(a:int, T:(x:long))`; `body` with its braces. */
export interface FunctionSchema {
  name: string;
  parameters: string;
  body: string;
  folder: string;
  docString: string;
}

export interface MaterializedViewSchema {
  name: string;
  sourceTable: string;
  query: string;
  /** Rows of the source that were ingested before this instant are not in the view. */
  since?: string;
  columns: readonly ColumnSchema[];
  folder: string;
  docString: string;
}

/** Whether the first record of delimited files is a heading: of all files, of the first of each folder, or of none. */
export type IncludeHeaders = 'All' | 'FirstFile' | 'None';

/** Files that are read as rows; the paths are below the folder of external tables and name files or folders. */
export interface ExternalSource {
  format: string;
  paths: readonly string[];
  includeHeaders: IncludeHeaders;
  /** What the names of the files begin with; empty for any. */
  namePrefix: string;
  /** What the names of the files end with; empty for any. */
  fileExtension: string;
}

/** A table whose rows are read from files when it is queried. */
export interface ExternalTableSchema {
  name: string;
  columns: readonly ColumnSchema[];
  source: ExternalSource;
  /** Mappings by which its records may be read; `mapping` is JSON. */
  mappings: readonly { name: string; mapping: string }[];
  folder: string;
  docString: string;
}

export interface DatabaseSchema {
  name: string;
  prettyName: string;
  tables: ReadonlyMap<string, TableSchema>;
  functions: ReadonlyMap<string, FunctionSchema>;
  materializedViews: ReadonlyMap<string, MaterializedViewSchema>;
  externalTables: ReadonlyMap<string, ExternalTableSchema>;
}

/** An immutable snapshot of every schema; `version` changes with each change, so it can key caches. */
export interface CatalogSnapshot {
  version: number;
  databases: ReadonlyMap<string, DatabaseSchema>;
}
