import { randomUUID } from 'node:crypto';
import { requireDatabase } from '../../catalog/catalog-state.ts';
import type { DatabaseEntity } from '../../catalog/entities.ts';
import { createSchemaSql, dropSchemaSql } from '../../catalog/physical-table.ts';
import { validateName } from '../../catalog/validate-names.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';

/** The database that every cluster has. */
export const defaultDatabase = 'NetDefaultDB';

export const createDatabase: CommandDefinition = {
  kind: 'CreateDatabase',
  syntax: 'create database {database}',
  access: 'write',
  columns: 'DatabaseName, PersistentPath, Created, StoresMetadata:bool, StoresData:bool',
  run: runCreate,
};

export const dropDatabase: CommandDefinition = {
  kind: 'DropDatabase',
  syntax: 'drop database {database}',
  access: 'write',
  columns: 'DatabaseName',
  async run(call) {
    const ifExists = call.reader.take('ifexists');
    call.reader.expectEnd();
    const name = call.name('database');
    if (name.toLowerCase() === defaultDatabase.toLowerCase()) {
      throw new KustoError('General_BadRequest', `Database '${defaultDatabase}' cannot be dropped.`);
    }
    const state = await call.engine.catalog.change((current) => {
      if (ifExists && !current.databases.has(name.toLowerCase())) return {};
      const { entity, tables, functions, views, externalTables } = requireDatabase(current, name);
      const entities = [tables, functions, views, externalTables].flatMap((named) => [...named.values()]);
      const remove = [entity, ...entities];
      return { remove, sql: [dropSchemaSql(entity.name)] };
    });
    return [...state.databases.values()].map(({ entity }) => [entity.name]);
  },
};

export const alterDatabasePrettyName: CommandDefinition = {
  kind: 'AlterDatabasePrettyName',
  syntax: 'alter database {database} prettyname',
  access: 'write',
  columns: 'DatabaseName, PrettyName',
  async run(call) {
    const prettyName = call.reader.string();
    call.reader.expectEnd();
    return await storePrettyName(call, prettyName);
  },
};

export const dropDatabasePrettyName: CommandDefinition = {
  kind: 'DropDatabasePrettyName',
  syntax: 'drop database {database} prettyname .',
  access: 'write',
  columns: 'DatabaseName, PrettyName',
  run: (call) => storePrettyName(call, ''),
};

async function storePrettyName(call: CommandCall, prettyName: string): Promise<CommandRows> {
  const state = await call.engine.catalog.change((current) => ({
    put: [{ ...requireDatabase(current, call.name('database')).entity, prettyName }],
  }));
  return [[requireDatabase(state, call.name('database')).entity.name, prettyName]];
}

async function runCreate(call: CommandCall): Promise<CommandRows> {
  const { reader } = call;
  // `persist (…)` and `volatile` tell where Azure stores the database; here it is in the data file.
  if (reader.take('persist')) reader.group('(', ')');
  else reader.take('volatile');
  const ifNotExists = reader.take('ifnotexists');
  const prettyName = reader.properties().get('prettyname') ?? '';
  reader.expectEnd();
  const name = call.name('database');
  let isCreated = false;
  await call.engine.catalog.change((state) => {
    validateName('Database', name);
    const existing = state.databases.get(name.toLowerCase());
    if (existing !== undefined && !ifNotExists) {
      throw new KustoError('BadRequest_EntityAlreadyExists', `Database '${name}' already exists.`);
    }
    if (existing !== undefined) return {};
    isCreated = true;
    return { put: [newDatabase(name, prettyName)], sql: [createSchemaSql(name)] };
  });
  return [[name, '', isCreated ? 'True' : 'False', true, true]];
}

export function newDatabase(name: string, prettyName: string): DatabaseEntity {
  return { kind: 'database', name, prettyName, id: randomUUID(), mappings: [], policies: {} };
}
