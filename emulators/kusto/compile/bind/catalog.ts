import type { CatalogSnapshot, ColumnSchema, DatabaseSchema } from '../../types/schema.ts';
import { type ColumnSymbol, type GlobalState, languageService } from '../parse/service.ts';
import { withOverrides } from './overrides.ts';

export const clusterName = 'emulator';

/** Names in the language service are limited to what it can spell; types by their KQL names. */
export function columnSymbols(columns: readonly ColumnSchema[]): ColumnSymbol[] {
  const { ColumnSymbol, ScalarTypes } = languageService().Symbols;
  return columns.map(
    (column) =>
      new ColumnSymbol.ctor(column.name, scalarSymbol(ScalarTypes, column.type), column.docString ?? null),
  );
}

/** The binder's view of every schema, seen from one database. */
export function buildGlobals(catalog: CatalogSnapshot, database: string): GlobalState {
  const { ClusterSymbol } = languageService().Symbols;
  const symbols = new Map(
    [...catalog.databases.values()].map((schema) => [schema.name, databaseSymbol(schema)]),
  );
  const cluster = new ClusterSymbol.ctor(clusterName, [...symbols.values()]);
  const globals = withOverrides(languageService(), languageService().GlobalState.Default).WithCluster(
    cluster,
  );
  const current = symbols.get(database);
  return current === undefined ? globals : globals.WithDatabase(current);
}

function databaseSymbol(schema: DatabaseSchema): object {
  const { DatabaseSymbol, ExternalTableSymbol, TableSymbol, MaterializedViewSymbol, FunctionSymbol } =
    languageService().Symbols;
  const tables = [...schema.tables.values()].map(
    (table) => new TableSymbol.$ctor4(table.name, columnSymbols(table.columns)),
  );
  const views = [...schema.materializedViews.values()].map(
    (view) =>
      new MaterializedViewSymbol.$ctor2(view.name, columnSymbols(view.columns), view.query, view.docString),
  );
  const functions = [...schema.functions.values()].map(
    (stored) => new FunctionSymbol.$ctor16(stored.name, stored.parameters, stored.body, stored.docString),
  );
  const externalTables = [...schema.externalTables.values()].map(
    (table) => new ExternalTableSymbol.$ctor1(table.name, columnSymbols(table.columns)),
  );
  return new DatabaseSymbol.ctor(schema.name, [...tables, ...views, ...functions, ...externalTables]);
}

function scalarSymbol(types: Record<string, unknown>, type: string): { Name: string } {
  const found =
    { timespan: 'TimeSpan', datetime: 'DateTime' }[type] ?? type.charAt(0).toUpperCase() + type.slice(1);
  return types[found] as { Name: string };
}
