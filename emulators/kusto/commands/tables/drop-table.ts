import { type DatabaseState, requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import type { TableEntity } from '../../catalog/entities.ts';
import { clearTableSql, dropTableSql, renameTableSql } from '../../catalog/physical-table.ts';
import { validateName } from '../../catalog/validate-names.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { tableListRow } from './table-rows.ts';

const remainingTables = 'TableName, DatabaseName';

export const dropTable: CommandDefinition = {
  kind: 'DropTable',
  syntax: 'drop table {table}',
  access: 'write',
  columns: remainingTables,
  run: (call) => dropAll(call, [call.name('table')]),
};

export const dropTables: CommandDefinition = {
  kind: 'DropTables',
  syntax: 'drop tables {tables*}',
  access: 'write',
  columns: remainingTables,
  run: (call) => dropAll(call, call.names('tables')),
};

export const clearTableData: CommandDefinition = {
  kind: 'ClearTableData',
  syntax: 'clear table {table} data .',
  access: 'write',
  columns: 'Status',
  async run(call) {
    await call.engine.catalog.change((state) => {
      const table = requireTable(requireDatabase(state, call.database), call.name('table'));
      return { sql: [clearTableSql(table)] };
    });
    return [['Table data cleared']];
  },
};

export const renameTable: CommandDefinition = {
  kind: 'RenameTable',
  syntax: 'rename table {table} to {name} .',
  access: 'write',
  columns: sharedSchemas.tableList,
  run: (call) => renameAll(call, [{ from: call.name('table'), to: call.name('name') }]),
};

export const renameTables: CommandDefinition = {
  kind: 'RenameTables',
  syntax: 'rename tables',
  access: 'write',
  columns: sharedSchemas.tableList,
  run(call) {
    const moves: { from: string; to: string }[] = [];
    do {
      const to = call.reader.name();
      call.reader.expect('=');
      moves.push({ from: call.reader.name(), to });
    } while (call.reader.take(','));
    call.reader.expectEnd();
    return renameAll(call, moves);
  },
};

async function dropAll(call: CommandCall, names: readonly string[]): Promise<CommandRows> {
  const ifExists = call.reader.take('ifexists');
  call.reader.take('skip-seal');
  call.reader.expectEnd();
  const state = await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    const existing = names.filter((name) => !ifExists || database.tables.has(name));
    const tables = existing.map((name) => requireTable(database, name));
    assertNoViews(database, tables, 'dropped');
    return { remove: tables, sql: tables.map(dropTableSql) };
  });
  const { tables } = requireDatabase(state, call.database);
  return [...tables.values()].map((table) => [table.name, table.database]);
}

function assertNoViews(
  database: DatabaseState,
  tables: readonly TableEntity[],
  change: 'dropped' | 'renamed',
): void {
  for (const view of database.views.values()) {
    if (!tables.some((table) => table.name === view.sourceTable)) continue;
    const message = `Table '${view.sourceTable}' cannot be ${change}: materialized view '${view.name}' reads it.`;
    throw new KustoError('General_BadRequest', message);
  }
}

async function renameAll(
  call: CommandCall,
  moves: readonly { from: string; to: string }[],
): Promise<CommandRows> {
  const state = await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    const sources = moves.map(({ from }) => requireTable(database, from));
    assertNoViews(database, sources, 'renamed');
    assertFree(database, moves);
    const parked = sources.map((table, index) => ({ ...table, name: `$renamed${index}` }));
    const put = sources.map((table, index) => ({ ...table, name: moves[index]?.to ?? table.name }));
    const sql = [
      // Through names that cannot clash, so that tables may swap theirs.
      ...sources.map((table, index) => renameTableSql(table, parked[index]?.name ?? '')),
      ...parked.map((table, index) => renameTableSql(table, put[index]?.name ?? '')),
    ];
    return { remove: sources, put, sql };
  });
  const database = requireDatabase(state, call.database);
  return moves.map(({ to }) => tableListRow(requireTable(database, to)));
}

function assertFree(database: DatabaseState, moves: readonly { from: string; to: string }[]): void {
  const leaving = new Set(moves.map(({ from }) => from));
  const taken = new Set<string>();
  for (const { to } of moves) {
    validateName('Table', to);
    const isFree = !database.externalTables.has(to) && (!database.tables.has(to) || leaving.has(to));
    if (!isFree || taken.has(to)) {
      throw new KustoError('BadRequest_EntityAlreadyExists', `Entity ID '${to}' already exists.`);
    }
    taken.add(to);
  }
}
