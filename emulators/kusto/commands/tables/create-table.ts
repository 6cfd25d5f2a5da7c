import { randomUUID } from 'node:crypto';
import type { CatalogChange } from '../../catalog/catalog.ts';
import {
  type CatalogState,
  type DatabaseState,
  requireDatabase,
  requireTable,
} from '../../catalog/catalog-state.ts';
import type { TableEntity } from '../../catalog/entities.ts';
import { createTableSql, initialOrder, reshapeTable } from '../../catalog/physical-table.ts';
import { validateColumns, validateName } from '../../catalog/validate-names.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { ColumnSchema } from '../../types/schema.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import type { CommandReader } from '../parse/command-reader.ts';
import { sharedSchemas } from '../result-columns.ts';
import { tableListRow, tableRow } from './table-rows.ts';

/** What a command says about one table. */
interface TableRequest {
  name: string;
  columns: readonly ColumnSchema[];
}

interface TableOptions {
  folder: string | undefined;
  docString: string | undefined;
}

/** How a command treats a table that exists: leave it, add columns, or give it exactly these columns. */
type ExistingTable = 'keep' | 'merge' | 'replace';

export const createTable: CommandDefinition = {
  kind: 'CreateTable',
  syntax: 'create table {table}',
  access: 'write',
  columns: sharedSchemas.table,
  run: (call) => changeOne(call, { ifExists: 'keep', ifMissing: 'create' }),
};

export const createMergeTable: CommandDefinition = {
  kind: 'CreateMergeTable',
  syntax: 'create-merge table {table}',
  access: 'write',
  columns: sharedSchemas.table,
  run: (call) => changeOne(call, { ifExists: 'merge', ifMissing: 'create' }),
};

export const createOrAlterTable: CommandDefinition = {
  kind: 'CreateOrAlterTable',
  syntax: 'create-or-alter table {table}',
  access: 'write',
  columns: sharedSchemas.table,
  run: (call) => changeOne(call, { ifExists: 'replace', ifMissing: 'create' }),
};

export const alterTable: CommandDefinition = {
  kind: 'AlterTable',
  syntax: 'alter table {table}',
  access: 'write',
  columns: sharedSchemas.table,
  run: (call) => changeOne(call, { ifExists: 'replace', ifMissing: 'fail' }),
};

export const alterMergeTable: CommandDefinition = {
  kind: 'AlterMergeTable',
  syntax: 'alter-merge table {table}',
  access: 'write',
  columns: sharedSchemas.table,
  run: (call) => changeOne(call, { ifExists: 'merge', ifMissing: 'fail' }),
};

export const createTables: CommandDefinition = {
  kind: 'CreateTables',
  syntax: 'create tables',
  access: 'write',
  columns: sharedSchemas.tableList,
  run: (call) => changeMany(call, 'keep'),
};

export const createMergeTables: CommandDefinition = {
  kind: 'CreateMergeTables',
  syntax: 'create-merge tables',
  access: 'write',
  columns: sharedSchemas.tableList,
  run: (call) => changeMany(call, 'merge'),
};

export const createTableBasedOnAnother: CommandDefinition = {
  kind: 'CreateTableBasedOnAnother',
  syntax: 'create table {table} based-on {source}',
  access: 'write',
  columns: sharedSchemas.table,
  async run(call) {
    const flagged = call.reader.take('ifnotexists');
    const options = readOptions(call.reader);
    call.reader.expectEnd();
    const table = await applyTable(call, options, 'create', (database) => {
      const { columns, folder, docString } = requireTable(database, call.name('source'));
      const existing = database.tables.get(call.name('table'));
      if (existing !== undefined && !flagged) throw alreadyExists(existing.name);
      const request = { name: call.name('table'), columns };
      return { request, inherited: { folder, docString }, ifExists: 'keep' };
    });
    return [tableRow(table)];
  },
};

/** Makes a table when there is none of its name. */
export async function ensureTable(
  call: CommandCall,
  request: TableRequest,
  options: TableOptions,
): Promise<void> {
  await applyTable(call, options, 'create', () => ({ request, ifExists: 'keep' }));
}

async function changeOne(
  call: CommandCall,
  rule: { ifExists: ExistingTable; ifMissing: 'create' | 'fail' },
): Promise<CommandRows> {
  const request = { name: call.name('table'), columns: call.reader.columns() };
  const options = readOptions(call.reader);
  call.reader.expectEnd();
  const table = await applyTable(call, options, rule.ifMissing, () => ({ request, ifExists: rule.ifExists }));
  return [tableRow(table)];
}

async function changeMany(call: CommandCall, ifExists: ExistingTable): Promise<CommandRows> {
  const requests: TableRequest[] = [];
  do requests.push({ name: call.reader.name(), columns: call.reader.columns() });
  while (call.reader.take(','));
  const options = readOptions(call.reader);
  call.reader.expectEnd();
  const state = await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    const plans = requests.map((request) => planTable(database, request, options, ifExists));
    return { put: plans.flatMap((plan) => plan.put ?? []), sql: plans.flatMap((plan) => plan.sql ?? []) };
  });
  return requests.map(({ name }) => tableListRow(tableIn(state, call, name)));
}

/** Plans inside the catalog's change, so that it sees the newest schema; answers the table after it. */
async function applyTable(
  call: CommandCall,
  options: TableOptions,
  ifMissing: 'create' | 'fail',
  choose: (database: DatabaseState) => {
    request: TableRequest;
    ifExists: ExistingTable;
    inherited?: TableOptions;
  },
): Promise<TableEntity> {
  let name = '';
  const state = await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    const { request, ifExists, inherited } = choose(database);
    name = request.name;
    if (ifMissing === 'fail') requireTable(database, name);
    const given = {
      folder: options.folder ?? inherited?.folder,
      docString: options.docString ?? inherited?.docString,
    };
    return planTable(database, request, given, ifExists);
  });
  return tableIn(state, call, name);
}

function planTable(
  database: DatabaseState,
  request: TableRequest,
  options: TableOptions,
  ifExists: ExistingTable,
): CatalogChange {
  validateName('Table', request.name);
  validateColumns(request.columns);
  const existing = database.tables.get(request.name);
  if (existing === undefined) return planNewTable(database, request, options);
  if (ifExists === 'keep') return {};
  const columns = ifExists === 'replace' ? request.columns : mergeColumns(existing, request.columns);
  assertSameTypes(existing, request.columns);
  const described = withDocStrings(columns, existing);
  const isSame = described.every((column, index) => column.name === existing.columns[index]?.name);
  if (isSame && described.length === existing.columns.length) return planOptions(existing, options);
  const { table, sql } = reshapeTable(existing, { columns: described });
  return { put: [withOptions(table, options)], sql };
}

function planNewTable(database: DatabaseState, request: TableRequest, options: TableOptions): CatalogChange {
  if (database.views.has(request.name) || database.externalTables.has(request.name))
    throw alreadyExists(request.name);
  const table: TableEntity = {
    kind: 'table',
    database: database.entity.name,
    name: request.name,
    id: randomUUID(),
    columns: request.columns,
    storedOrder: initialOrder(request.columns),
    folder: options.folder ?? '',
    docString: options.docString ?? '',
    createdOn: new Date().toISOString(),
    mappings: [],
    policies: {},
  };
  return { put: [table], sql: [createTableSql(table)] };
}

function planOptions(table: TableEntity, options: TableOptions): CatalogChange {
  const changed = withOptions(table, options);
  const isSame = changed.folder === table.folder && changed.docString === table.docString;
  return isSame ? {} : { put: [changed] };
}

function withOptions(table: TableEntity, { folder, docString }: TableOptions): TableEntity {
  return { ...table, folder: folder ?? table.folder, docString: docString ?? table.docString };
}

/** The table's columns and, after them, those that it has not. */
function mergeColumns(table: TableEntity, columns: readonly ColumnSchema[]): ColumnSchema[] {
  const known = new Set(table.columns.map(({ name }) => name));
  return [...table.columns, ...columns.filter(({ name }) => !known.has(name))];
}

function assertSameTypes(table: TableEntity, columns: readonly ColumnSchema[]): void {
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  for (const { name, type } of columns) {
    const existing = types.get(name);
    if (existing === undefined || existing === type) continue;
    const message = `The type of column '${name}' of table '${table.name}' cannot be changed from '${existing}' to '${type}' by this command; use .alter column.`;
    throw new KustoError('General_BadRequest', message);
  }
}

function withDocStrings(columns: readonly ColumnSchema[], table: TableEntity): ColumnSchema[] {
  const known = new Map(table.columns.map((column) => [column.name, column]));
  return columns.map((column) => known.get(column.name) ?? column);
}

function readOptions(reader: CommandReader): TableOptions {
  const properties = reader.properties();
  return { folder: properties.get('folder'), docString: properties.get('docstring') };
}

function tableIn(state: CatalogState, call: CommandCall, name: string): TableEntity {
  return requireTable(requireDatabase(state, call.database), name);
}

function alreadyExists(name: string): KustoError {
  return new KustoError('BadRequest_EntityAlreadyExists', `Entity ID '${name}' already exists.`);
}
