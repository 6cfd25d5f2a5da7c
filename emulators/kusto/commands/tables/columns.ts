import type { CatalogChange } from '../../catalog/catalog.ts';
import { notFound, requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import type { TableEntity } from '../../catalog/entities.ts';
import { reshapeTable } from '../../catalog/physical-table.ts';
import { validateColumns } from '../../catalog/validate-names.ts';
import { systemTypeName } from '../../encode/column-types.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { ColumnSchema } from '../../types/schema.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { tableRow } from './table-rows.ts';

const changedColumn = 'EntityName, DataType, Policy';
const whole = { access: 'write' as const, columns: sharedSchemas.table };
const single = { access: 'write' as const, columns: changedColumn };

/** Commands about a table's columns and descriptions. */
export const columnCommands: readonly CommandDefinition[] = [
  {
    ...whole,
    kind: 'AlterTableDocString',
    syntax: 'alter table {table} docstring',
    run: (call) => describeTable(call, 'docString'),
  },
  {
    ...whole,
    kind: 'AlterTableFolder',
    syntax: 'alter table {table} folder',
    run: (call) => describeTable(call, 'folder'),
  },
  {
    ...whole,
    kind: 'AlterTableColumnDocStrings',
    syntax: 'alter table {table} column-docstrings',
    run: (call) => describeColumns(call, 'replace'),
  },
  {
    ...whole,
    kind: 'AlterMergeTableColumnDocStrings',
    syntax: 'alter-merge table {table} column-docstrings',
    run: (call) => describeColumns(call, 'merge'),
  },
  {
    ...whole,
    kind: 'DropColumn',
    syntax: 'drop column {column}',
    run: (call) => dropColumns(call, tableOf(call, call.names('column')), [call.name('column')]),
  },
  {
    ...whole,
    kind: 'DropTableColumns',
    syntax: 'drop table {table} columns {columns*}',
    run: (call) => dropColumns(call, call.name('table'), call.names('columns')),
  },
  { ...single, kind: 'RenameColumn', syntax: 'rename column {column} to {name} .', run: renameColumn },
  { ...single, kind: 'RenameColumns', syntax: 'rename columns', run: renameColumns },
  { ...single, kind: 'AlterColumnType', syntax: 'alter column {column} type', run: alterColumnType },
];

async function describeTable(call: CommandCall, property: 'docString' | 'folder'): Promise<CommandRows> {
  const text = call.reader.string();
  call.reader.expectEnd();
  return await changeTable(call, call.name('table'), (table) => ({ put: [{ ...table, [property]: text }] }));
}

async function describeColumns(call: CommandCall, rule: 'replace' | 'merge'): Promise<CommandRows> {
  const { reader } = call;
  const texts = new Map<string, string>();
  reader.expect('(');
  while (!reader.take(')')) {
    if (texts.size > 0) reader.expect(',');
    const name = reader.name();
    reader.expect(':');
    texts.set(name, reader.string());
  }
  reader.expectEnd();
  return await changeTable(call, call.name('table'), (table) => {
    for (const name of texts.keys()) requireColumn(table, name);
    const columns = table.columns.map(({ name, type, docString }): ColumnSchema => {
      const text = texts.get(name) ?? (rule === 'merge' ? docString : undefined);
      return text === undefined ? { name, type } : { name, type, docString: text };
    });
    return { put: [{ ...table, columns }] };
  });
}

async function dropColumns(
  call: CommandCall,
  tableName: string,
  names: readonly string[],
): Promise<CommandRows> {
  const ifExists = call.reader.take('ifexists');
  call.reader.expectEnd();
  return await changeTable(call, tableName, (table) => {
    if (!ifExists) for (const name of names) requireColumn(table, name);
    const columns = table.columns.filter(({ name }) => !names.includes(name));
    if (columns.length === table.columns.length) return {};
    validateColumns(columns);
    const reshaped = reshapeTable(table, { columns });
    return { put: [reshaped.table], sql: reshaped.sql };
  });
}

interface ColumnRename {
  table: string;
  from: string;
  to: string;
}

async function renameColumn(call: CommandCall): Promise<CommandRows> {
  const rename = {
    table: tableOf(call, call.names('column')),
    from: call.name('column'),
    to: call.name('name'),
  };
  return await renameAll(call, rename.table, [rename]);
}

/** `new = T.old, …`: all in one table, so that columns may swap their names. */
async function renameColumns(call: CommandCall): Promise<CommandRows> {
  const renames: ColumnRename[] = [];
  do {
    const to = call.reader.name();
    call.reader.expect('=');
    const source = call.reader.qualifiedName();
    renames.push({ table: tableOf(call, source), from: source.at(-1) ?? '', to });
  } while (call.reader.take(','));
  call.reader.expectEnd();
  const [first] = renames;
  if (first === undefined || renames.some(({ table }) => table !== first.table)) {
    throw call.reader.error('columns of one table are expected');
  }
  return await renameAll(call, first.table, renames);
}

async function renameAll(
  call: CommandCall,
  tableName: string,
  renames: readonly ColumnRename[],
): Promise<CommandRows> {
  const rows: string[][] = [];
  await changeTable(call, tableName, (table) => {
    for (const { from, to } of renames) {
      rows.push([`${tableName}.${to}`, systemTypeName(requireColumn(table, from).type), '']);
    }
    const newNames = new Map(renames.map(({ from, to }) => [from, to]));
    const columns = table.columns.map((column) => ({
      ...column,
      name: newNames.get(column.name) ?? column.name,
    }));
    validateColumns(columns);
    const renamed = new Map(table.columns.map(({ name }, index) => [columns[index]?.name ?? name, name]));
    const reshaped = reshapeTable(table, { columns, renamed });
    return { put: [reshaped.table], sql: reshaped.sql };
  });
  return rows;
}

async function alterColumnType(call: CommandCall): Promise<CommandRows> {
  call.reader.expect('=');
  const type = call.reader.type();
  call.reader.expectEnd();
  const name = call.name('column');
  const tableName = tableOf(call, call.names('column'));
  await changeTable(call, tableName, (table) => {
    requireColumn(table, name);
    const columns = table.columns.map((column) => (column.name === name ? { ...column, type } : column));
    const reshaped = reshapeTable(table, { columns });
    return { put: [reshaped.table], sql: reshaped.sql };
  });
  return [[`${tableName}.${name}`, systemTypeName(type), '']];
}

async function changeTable(
  call: CommandCall,
  name: string,
  plan: (table: TableEntity) => CatalogChange,
): Promise<CommandRows> {
  const state = await call.engine.catalog.change((current) =>
    plan(requireTable(requireDatabase(current, call.database), name)),
  );
  return [tableRow(requireTable(requireDatabase(state, call.database), name))];
}

/** The table of a column that is named `T.c` or `D.T.c`. */
function tableOf(call: CommandCall, parts: readonly string[]): string {
  const table = parts.at(-2);
  if (table === undefined) throw call.reader.error('a column is named as Table.Column');
  return table;
}

function requireColumn(table: TableEntity, name: string): ColumnSchema {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined)
    throw new KustoError('BadRequest_EntityNotFound', notFound('Column', `${table.name}.${name}`));
  return column;
}
