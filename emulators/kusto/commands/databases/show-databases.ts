import { type CatalogState, type DatabaseState, requireDatabase } from '../../catalog/catalog-state.ts';
import { cslSchema } from '../../catalog/csl-schema.ts';
import type { CellValue } from '../../encode/cells.ts';
import { systemTypeName } from '../../encode/column-types.ts';
import type { CommandCall, CommandDefinition } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { tableCslRow } from '../tables/table-rows.ts';
import { databaseSchemaJson } from './schema-json.ts';
import { schemaScript } from './schema-script.ts';

const databaseColumns =
  'DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, ReservedSlot1:bool, DatabaseId:guid, InTransitionTo';
const schemaColumns =
  'DatabaseName, TableName, ColumnName, ColumnType, IsDefaultTable:bool, IsDefaultColumn:bool, PrettyName, Version, Folder, DocString';

export const showDatabases: CommandDefinition = {
  kind: 'ShowClusterDatabases',
  syntax: 'show [cluster] databases .',
  access: 'read',
  columns: databaseColumns,
  run: (call) => all(call).map((database) => databaseRow(call, database)),
};

export const showDatabase: CommandDefinition = {
  kind: 'ShowDatabase',
  syntax: 'show database .',
  access: 'read',
  columns: databaseColumns,
  run: (call) => [databaseRow(call, named(call))],
};

export const showDatabaseIdentity: CommandDefinition = {
  kind: 'ShowDatabaseIdentity',
  syntax: 'show database identity .',
  access: 'read',
  columns: databaseColumns.replace('ReservedSlot1', 'CurrentUserIsUnrestrictedViewer'),
  run: (call) => [databaseRow(call, named(call), true)],
};

export const showDatabasesIdentity: CommandDefinition = {
  kind: 'ShowClusterDatabasesIdentity',
  syntax: 'show [cluster] databases identity .',
  access: 'read',
  columns: databaseColumns.replace('ReservedSlot1', 'CurrentUserIsUnrestrictedViewer'),
  run: (call) => all(call).map((database) => databaseRow(call, database, true)),
};

const detailColumns =
  'DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, AuthorizedPrincipals, RetentionPolicy, MergePolicy, ReservedSlot1, CachingPolicy, ShardingPolicy, StreamingIngestionPolicy, IngestionBatchingPolicy, TotalSize:real, DatabaseId:guid, InTransitionTo';

export const showDatabaseDetails: CommandDefinition = {
  kind: 'ShowDatabaseDetails',
  syntax: 'show database details .',
  access: 'read',
  columns: detailColumns,
  run: (call) => [detailRow(call, named(call))],
};

export const showDatabasesDetails: CommandDefinition = {
  kind: 'ShowClusterDatabasesDetails',
  syntax: 'show [cluster] databases details .',
  access: 'read',
  columns: detailColumns,
  run: (call) => all(call).map((database) => detailRow(call, database)),
};

export const showDatabaseSchema: CommandDefinition = {
  kind: 'ShowDatabaseSchema',
  syntax: 'show database {database} schema .',
  access: 'read',
  columns: schemaColumns,
  run: (call) => schemaRows(named(call)),
};

export const showCurrentDatabaseSchema: CommandDefinition = {
  ...showDatabaseSchema,
  syntax: 'show database schema .',
};

export const showSchema: CommandDefinition = { ...showDatabaseSchema, syntax: 'show schema .' };

export const showDatabasesSchema: CommandDefinition = {
  kind: 'ShowDatabasesSchema',
  syntax: 'show databases schema .',
  access: 'read',
  columns: schemaColumns,
  run: (call) => all(call).flatMap(schemaRows),
};

export const showListedDatabasesSchema: CommandDefinition = {
  ...showDatabasesSchema,
  syntax: 'show databases {databases*} schema .',
  run: (call) => listed(call).flatMap(schemaRows),
};

export const showDatabaseSchemaAsJson: CommandDefinition = {
  kind: 'ShowDatabaseSchemaAsJson',
  syntax: 'show database {database} schema as json .',
  access: 'read',
  columns: 'DatabaseSchema',
  run: (call) => [[databaseSchemaJson([named(call)])]],
};

export const showCurrentDatabaseSchemaAsJson: CommandDefinition = {
  ...showDatabaseSchemaAsJson,
  syntax: 'show database schema as json .',
};

export const showSchemaAsJson: CommandDefinition = {
  ...showDatabaseSchemaAsJson,
  syntax: 'show schema as json .',
};

export const showDatabasesSchemaAsJson: CommandDefinition = {
  kind: 'ShowDatabasesSchemaAsJson',
  syntax: 'show databases schema as json',
  access: 'read',
  columns: 'DatabaseSchema',
  run(call) {
    call.reader.properties();
    call.reader.expectEnd();
    return [[databaseSchemaJson(all(call))]];
  },
};

export const showListedDatabasesSchemaAsJson: CommandDefinition = {
  ...showDatabasesSchemaAsJson,
  syntax: 'show databases {databases*} schema as json',
  run(call) {
    call.reader.properties();
    call.reader.expectEnd();
    return [[databaseSchemaJson(listed(call))]];
  },
};

export const showDatabaseCslSchema: CommandDefinition = {
  kind: 'ShowDatabaseCslSchema',
  syntax: 'show database {database} cslschema .',
  access: 'read',
  columns: sharedSchemas.table,
  run: (call) => [...named(call).tables.values()].map(tableCslRow),
};

export const showCurrentDatabaseCslSchema: CommandDefinition = {
  ...showDatabaseCslSchema,
  syntax: 'show database cslschema .',
};

export const showDatabaseSchemaAsCslScript: CommandDefinition = {
  kind: 'ShowDatabaseSchemaAsCslScript',
  syntax: 'show database {database} schema as csl script',
  access: 'read',
  columns: 'DatabaseSchemaScript',
  run(call) {
    call.reader.properties();
    call.reader.expectEnd();
    return schemaScript(named(call)).map((line) => [line]);
  },
};

export const showCurrentDatabaseSchemaAsCslScript: CommandDefinition = {
  ...showDatabaseSchemaAsCslScript,
  syntax: 'show database schema as csl script',
};

export const showDatabasesEntities: CommandDefinition = {
  kind: 'ShowDatabasesEntities',
  syntax: 'show databases entities',
  access: 'read',
  columns:
    'DatabaseName, EntityType, EntityName, DocString, Folder, CslInputSchema, Content, CslOutputSchema, Properties:dynamic',
  run(call) {
    call.reader.properties();
    call.reader.expectEnd();
    return all(call).flatMap(entityRows);
  },
};

function all(call: CommandCall): DatabaseState[] {
  return [...call.engine.catalog.state.databases.values()];
}

function named(call: CommandCall): DatabaseState {
  const given = call.name('database');
  return requireDatabase(call.engine.catalog.state, given === '' ? call.database : given);
}

/** Names may carry a version, as in `("D", "v1.1")`; only names are looked at. */
function listed(call: CommandCall): DatabaseState[] {
  const state: CatalogState = call.engine.catalog.state;
  return call.names('databases').map((name) => requireDatabase(state, name));
}

function databaseRow(call: CommandCall, { entity }: DatabaseState, isViewer = false): CellValue[] {
  const current = requireDatabase(call.engine.catalog.state, call.database).entity.name;
  const { name, prettyName, id } = entity;
  return [name, '', 'v1.0', name === current, 'ReadWrite', prettyName, isViewer, id, ''];
}

function detailRow(call: CommandCall, database: DatabaseState): CellValue[] {
  const [name, storage, version, isCurrent, mode, prettyName] = databaseRow(call, database);
  const policy = (word: string) => database.entity.policies[word] ?? 'null';
  return [
    ...[name, storage, version, isCurrent, mode, prettyName, ''].map((value) => value ?? null),
    policy('retention'),
    policy('merge'),
    '',
    policy('caching'),
    policy('sharding'),
    policy('streamingingestion'),
    policy('ingestionbatching'),
    null,
    database.entity.id,
    '',
  ];
}

function schemaRows({ entity, tables }: DatabaseState): CellValue[][] {
  const tail = [entity.prettyName, 'v1.0'];
  const rows: CellValue[][] = [[entity.name, '', '', '', false, false, ...tail, '', '']];
  for (const table of tables.values()) {
    rows.push([entity.name, table.name, '', '', false, false, '', '', table.folder, table.docString]);
    for (const { name, type, docString } of table.columns) {
      const described = [entity.name, table.name, name, systemTypeName(type), false, false];
      rows.push([...described, '', '', table.folder, docString ?? '']);
    }
  }
  return rows;
}

function entityRows({ entity, tables, functions, views, externalTables }: DatabaseState): CellValue[][] {
  const database = entity.name;
  return [
    [database, 'Database', database, '', '', '', '', '', '{}'],
    ...[...tables.values()].map(({ name, docString, folder, columns }) => [
      database,
      'Table',
      name,
      docString,
      folder,
      '',
      '',
      cslSchema(columns),
      '{}',
    ]),
    ...[...functions.values()].map(({ name, docString, folder, parameters, body }) => [
      database,
      'Function',
      name,
      docString,
      folder,
      parameters,
      body,
      '',
      '{}',
    ]),
    ...[...externalTables.values()].map(({ name, docString, folder, columns }) => [
      database,
      'ExternalTable',
      name,
      docString,
      folder,
      '',
      '',
      cslSchema(columns),
      '{}',
    ]),
    ...[...views.values()].map(({ name, docString, folder, query, columns }) => [
      database,
      'MaterializedView',
      name,
      docString,
      folder,
      '',
      query,
      cslSchema(columns),
      '{}',
    ]),
  ];
}
