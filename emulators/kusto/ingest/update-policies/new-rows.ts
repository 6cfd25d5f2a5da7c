import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogState, DatabaseState } from '../../catalog/catalog-state.ts';
import type { TableEntity } from '../../catalog/entities.ts';
import { physicalTableOf } from '../../catalog/physical-table.ts';
import type { CellValue } from '../../encode/cells.ts';
import { appendRows } from '../../storage/append-rows.ts';
import { qualifiedTable, quoteIdentifier } from '../../types/physical.ts';
import type { CatalogSnapshot } from '../../types/schema.ts';

/** Rows of a table that are not stored yet, by column. */
export interface NewRows {
  table: TableEntity;
  columns: readonly (readonly CellValue[])[];
  rowCount: number;
}

const temporaryTable = '$new_rows';
const identifier = `temp.main.${quoteIdentifier(temporaryTable)}`;

/** Runs `work` while the new rows are in a temporary table of the connection. */
export async function withNewRows<T>(
  connection: DuckDBConnection,
  { table, columns, rowCount }: NewRows,
  nowTicks: bigint,
  work: () => Promise<T>,
): Promise<T> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(temporaryTable)} AS FROM ${qualifiedTable(table.database, table.name)} LIMIT 0`,
  );
  try {
    const place = { ...physicalTableOf(table), catalog: 'temp', schema: 'main', table: temporaryTable };
    await appendRows(connection, { table: place, columns, rowCount }, nowTicks);
    return await work();
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${identifier}`);
  }
}

const snapshots = new WeakMap<CatalogState, Map<TableEntity, CatalogSnapshot>>();
let nextVersion = -1;

/** The catalog in which the table holds its new rows only. */
export function snapshotOverNewRows(
  state: CatalogState,
  { entity }: DatabaseState,
  table: TableEntity,
): CatalogSnapshot {
  const ofState = snapshots.get(state) ?? new Map<TableEntity, CatalogSnapshot>();
  snapshots.set(state, ofState);
  const known = ofState.get(table);
  if (known !== undefined) return known;
  const databases = new Map(state.snapshot.databases);
  const schema = databases.get(entity.name);
  if (schema !== undefined) {
    const tables = new Map(schema.tables).set(table.name, { ...table, storedAs: identifier });
    databases.set(entity.name, { ...schema, tables });
  }
  // Versions of the catalog itself are positive.
  const snapshot = { version: nextVersion--, databases };
  ofState.set(table, snapshot);
  return snapshot;
}
