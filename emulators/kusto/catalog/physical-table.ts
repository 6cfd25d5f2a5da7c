import type { PhysicalTable } from '../storage/append-rows.ts';
import {
  columnIdentifiers,
  ingestionTimeColumn,
  physicalSchemaName,
  physicalTableName,
  physicalType,
  qualifiedTable,
  quoteIdentifier,
  tableDefinition,
} from '../types/physical.ts';
import type { ColumnSchema } from '../types/schema.ts';
import type { TableEntity } from './entities.ts';
import { isPolicyEnabled } from './is-policy-enabled.ts';

/** Where the rows of a table are stored. */
export function physicalTableOf(table: TableEntity): PhysicalTable {
  const indexes = new Map(table.columns.map((column, index) => [column.name, { index, type: column.type }]));
  const ingestionTime = isIngestionTimeOn(table) ? 'ingestion-time' : 'null';
  const columns = table.storedOrder.map((name): PhysicalTable['columns'][number] => {
    const column = name === null ? undefined : indexes.get(name);
    return column === undefined
      ? { type: 'long', source: ingestionTime }
      : { type: column.type, source: column.index };
  });
  return { schema: physicalSchemaName(table.database), table: physicalTableName(table.name), columns };
}

/** The IngestionTime policy is on unless it is turned off (Kusto docs, ingestion-time-policy.md). */
function isIngestionTimeOn({ policies }: TableEntity): boolean {
  return isPolicyEnabled(policies['ingestiontime'], true);
}

export function createSchemaSql(database: string): string {
  return `CREATE SCHEMA ${quoteIdentifier(physicalSchemaName(database))}`;
}

export function dropSchemaSql(database: string): string {
  return `DROP SCHEMA ${quoteIdentifier(physicalSchemaName(database))} CASCADE`;
}

export function createTableSql(table: TableEntity): string {
  return `CREATE TABLE ${qualifiedTable(table.database, table.name)} (${tableDefinition(table.columns)})`;
}

export function dropTableSql(table: TableEntity): string {
  return `DROP TABLE ${qualifiedTable(table.database, table.name)}`;
}

export function clearTableSql(table: TableEntity): string {
  return `DELETE FROM ${qualifiedTable(table.database, table.name)}`;
}

export function renameTableSql(table: TableEntity, newName: string): string {
  const target = quoteIdentifier(physicalTableName(newName));
  return `ALTER TABLE ${qualifiedTable(table.database, table.name)} RENAME TO ${target}`;
}

/** A new set of columns for a table; `renamed` leads from new names to old ones. */
export interface ColumnChange {
  columns: readonly ColumnSchema[];
  renamed?: ReadonlyMap<string, string>;
}

/**
 * The table with other columns, and the SQL that makes its stored rows so: columns that are not named any more are
 * dropped with their values, new ones are null (empty for string), a column of another type keeps what can be converted.
 */
export function reshapeTable(
  table: TableEntity,
  change: ColumnChange,
): { table: TableEntity; sql: string[] } {
  const where = qualifiedTable(table.database, table.name);
  const before = identifiersOf(table.columns);
  const after = identifiersOf(change.columns);
  const oldTypes = new Map(table.columns.map((column) => [column.name, column.type]));
  const origins = new Map(change.columns.map(({ name }) => [name, change.renamed?.get(name) ?? name]));
  const keptOld = new Set([...origins.values()].filter((name) => oldTypes.has(name)));
  const alter = (rest: string) => `ALTER TABLE ${where} ${rest}`;

  const dropped = table.columns.filter(({ name }) => !keptOld.has(name));
  const kept = change.columns.filter(({ name }) => oldTypes.has(origins.get(name) ?? name));
  const added = change.columns.filter(({ name }) => !kept.some((column) => column.name === name));
  const moved = kept
    .map(({ name }) => ({ from: before.get(origins.get(name) ?? name) ?? name, to: after.get(name) ?? name }))
    .filter(({ from, to }) => from !== to);
  const retyped = kept.filter(({ name, type }) => oldTypes.get(origins.get(name) ?? name) !== type);

  const sql = [
    ...dropped.map(({ name }) => alter(`DROP COLUMN ${quoteIdentifier(before.get(name) ?? name)}`)),
    // Through names that cannot clash, so that two columns may swap theirs.
    ...moved.map(({ from }, index) => alter(`RENAME COLUMN ${quoteIdentifier(from)} TO "$moved${index}"`)),
    ...moved.map(({ to }, index) => alter(`RENAME COLUMN "$moved${index}" TO ${quoteIdentifier(to)}`)),
    ...retyped.map(({ name, type }) => {
      const identifier = quoteIdentifier(after.get(name) ?? name);
      const converted = `TRY_CAST(${identifier} AS ${physicalType(type)})`;
      const using = type === 'string' ? `coalesce(${converted}, '')` : converted;
      return alter(`ALTER COLUMN ${identifier} SET DATA TYPE ${physicalType(type)} USING ${using}`);
    }),
    ...added.map(({ name, type }) => {
      const identifier = quoteIdentifier(after.get(name) ?? name);
      return alter(`ADD COLUMN ${identifier} ${physicalType(type)}${type === 'string' ? " DEFAULT ''" : ''}`);
    }),
  ];
  const newNames = new Map(kept.map(({ name }) => [origins.get(name) ?? name, name]));
  const survivors = table.storedOrder.flatMap((name) =>
    name === null ? [null] : (newNames.get(name) ?? []),
  );
  const storedOrder = [...survivors, ...added.map(({ name }) => name)];
  return { table: { ...table, columns: change.columns, storedOrder }, sql };
}

/** The physical order of a table that is created new. */
export function initialOrder(columns: readonly ColumnSchema[]): (string | null)[] {
  return [...columns.map(({ name }) => name), null];
}

/** The SQL name of the hidden column. */
export const ingestionTimeIdentifier = quoteIdentifier(ingestionTimeColumn);

function identifiersOf(columns: readonly ColumnSchema[]): Map<string, string> {
  const identifiers = columnIdentifiers(columns.map(({ name }) => name));
  return new Map(columns.map(({ name }, index) => [name, identifiers[index] ?? name]));
}
