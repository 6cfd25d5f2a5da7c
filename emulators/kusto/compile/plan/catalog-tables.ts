import type { Lowering } from './context.ts';
import { callOf, filterOf, literal, type Plan } from './logical.ts';
import { isVisible } from './restriction.ts';
import { viewRows } from './view-rows.ts';

/** A stored table, or the rows of a materialized view's query; null when there is neither. */
export function catalogTable(database: string, name: string, lowering: Lowering): Plan | null {
  if (!isVisible(lowering.scope.restriction, database, name)) return null;
  const schema = lowering.state.catalog.databases.get(database);
  const table = schema?.tables.get(name);
  if (table !== undefined) {
    lowering.state.tables.set(`${database}\n${name}`, { database, table: name });
    const columns = table.columns.map(({ name: column, type }) => ({ name: column, type }));
    const storedAs = table.storedAs === undefined ? {} : { storedAs: table.storedAs };
    const rows: Plan = { kind: 'table', database, table: name, ...storedAs, columns, isSerialized: false };
    return rowsOfView(rows, database, name, lowering);
  }
  const view = schema?.materializedViews.get(name);
  return view === undefined ? null : viewRows(database, view, lowering);
}

/** Of the source of the view that is being read only the rows that are in the view. */
function rowsOfView(rows: Plan, database: string, table: string, lowering: Lowering): Plan {
  const source = lowering.state.viewSource;
  if (source === null || source.database !== database || source.table !== table) return rows;
  const since = literal('datetime', source.since);
  return filterOf(rows, callOf('>=', 'bool', callOf('ingestion_time', 'datetime'), since));
}

/** Names of the stored tables that the query may see in a database, in the catalog's order. */
export function visibleTables(database: string, lowering: Lowering): string[] {
  const names = lowering.state.catalog.databases.get(database)?.tables.keys() ?? [];
  return [...names].filter((name) => isVisible(lowering.scope.restriction, database, name));
}
