import type { KustoType } from './schema.ts';

/** How each Kusto type is held in DuckDB; datetime and timespan as ticks of 100 ns (datetime since 0001-01-01). */
const physicalTypes: Record<KustoType, string> = {
  bool: 'BOOLEAN',
  int: 'INTEGER',
  long: 'BIGINT',
  real: 'DOUBLE',
  decimal: 'DECIMAL(38,10)',
  datetime: 'BIGINT',
  timespan: 'BIGINT',
  guid: 'UUID',
  dynamic: 'JSON',
  string: 'VARCHAR',
};

/**
 * Hidden last column of each stored table: ticks of the instant at which the row was ingested, or null when the table's
 * IngestionTime policy is off.
 */
export const ingestionTimeColumn = '$ingestion_time';

/** The DuckDB type of a column. Strings are never null in storage: ingestion writes '' instead. */
export function physicalType(type: KustoType): string {
  return physicalTypes[type];
}

/** The DuckDB schema of a database, unquoted. */
export function physicalSchemaName(database: string): string {
  return caseMarked(database);
}

/** The DuckDB table of a Kusto table inside its database's schema, unquoted. */
export function physicalTableName(table: string): string {
  return caseMarked(table);
}

/** `"schema"."table"`, ready for SQL. */
export function qualifiedTable(database: string, table: string): string {
  return `${quoteIdentifier(physicalSchemaName(database))}.${quoteIdentifier(physicalTableName(table))}`;
}

/**
 * Column identifiers for a list of Kusto column names, in order, unquoted. Kusto tells names apart by case and DuckDB
 * does not, so a name that equals an earlier one but for case gets a suffix. Dropping or renaming a column can therefore
 * change the identifier of a later one: compare before and after, and rename where they differ.
 */
export function columnIdentifiers(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let identifier = name;
    for (let suffix = 2; taken.has(identifier.toLowerCase()); suffix++) identifier = `${name}$${suffix}`;
    taken.add(identifier.toLowerCase());
    return identifier;
  });
}

export function quoteIdentifier(identifier: string): string {
  // SQL text ends at a NUL; the picture of one stands for it.
  return `"${identifier.replaceAll('"', '""').replaceAll('\0', '\u2400')}"`;
}

/** Column definitions of CREATE TABLE for a Kusto table, the hidden ingestion time last. */
export function tableDefinition(columns: readonly { name: string; type: KustoType }[]): string {
  const identifiers = columnIdentifiers(columns.map((column) => column.name));
  const definitions = columns.map(
    (column, index) => `${quoteIdentifier(identifiers[index] ?? column.name)} ${physicalType(column.type)}`,
  );
  return [...definitions, `${quoteIdentifier(ingestionTimeColumn)} BIGINT`].join(', ');
}

/** The name and which of its letters are upper case, in hexadecimal: differs whenever two names differ. */
function caseMarked(name: string): string {
  let mask = 0n;
  for (const [index, letter] of [...name].entries()) {
    if (letter !== letter.toLowerCase()) mask |= 1n << BigInt(index);
  }
  return `${name}$${mask.toString(16)}`;
}
