import { type CatalogState, type DatabaseState, requireDatabase } from '../../catalog/catalog-state.ts';
import type { ExternalTableEntity } from '../../catalog/entities.ts';
import type { ExternalFolder } from '../../external/external-folder.ts';
import { externalTablesAreOff } from '../../external/off.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { type ExternalTableDefinition, readDefinition } from './definition.ts';
import {
  changedColumns,
  changedRow,
  requireExternalTable,
  tableColumns,
  tableRow,
} from './external-table-rows.ts';

type Rule = 'create' | 'create-or-alter' | 'alter';

/** External tables of one database (schema-entities/external-tables.md). */
const maxExternalTables = 1000;

export const writeExternalTables: readonly CommandDefinition[] = [
  {
    kind: 'CreateStorageExternalTable',
    syntax: 'create external table',
    access: 'write',
    columns: tableColumns,
    run: async (call) => [tableRow(await store(call, 'create'))],
  },
  {
    kind: 'CreateOrAlterStorageExternalTable',
    syntax: 'create-or-alter external table',
    access: 'write',
    columns: changedColumns,
    run: async (call) => [changedRow(await store(call, 'create-or-alter'))],
  },
  {
    kind: 'AlterStorageExternalTable',
    syntax: 'alter external table',
    access: 'write',
    columns: changedColumns,
    run: async (call) => [changedRow(await store(call, 'alter'))],
  },
  {
    kind: 'DropExternalTable',
    syntax: 'drop external table {table}',
    access: 'write',
    columns: tableColumns,
    run: drop,
  },
];

async function store(call: CommandCall, rule: Rule): Promise<ExternalTableEntity> {
  const definition = readDefinition(call.reader);
  const folder = call.engine.externalFolder;
  if (folder === undefined) throw externalTablesAreOff();
  const planned = plan(call.engine.catalog.state, call, { definition, folder, rule });
  if (definition.validateNotEmpty) await assertNotEmpty(planned, folder);
  if (definition.dryRun) return planned;
  const state = await call.engine.catalog.change((current) => ({
    put: [plan(current, call, { definition, folder, rule })],
  }));
  return requireExternalTable(requireDatabase(state, call.database), planned.name);
}

function plan(
  state: CatalogState,
  call: CommandCall,
  { definition, folder, rule }: { definition: ExternalTableDefinition; folder: ExternalFolder; rule: Rule },
): ExternalTableEntity {
  const database = requireDatabase(state, call.database);
  const { name } = definition;
  if (rule === 'alter') requireExternalTable(database, name);
  const existing = database.externalTables.get(name);
  if (existing === undefined) assertFree(database, name);
  else if (rule === 'create')
    throw new KustoError('BadRequest_EntityAlreadyExists', `External table '${name}' already exists.`);
  const { format, includeHeaders, namePrefix, fileExtension, connectionStrings } = definition;
  const paths = connectionStrings.map((text) => folder.pathOf(text));
  return {
    kind: 'external-table',
    database: database.entity.name,
    name,
    columns: definition.columns,
    source: { format, paths, includeHeaders, namePrefix, fileExtension },
    connectionStrings,
    compressed: definition.compressed,
    compressionType: definition.compressionType,
    encoding: definition.encoding,
    folder: definition.folder ?? existing?.folder ?? '',
    docString: definition.docString ?? existing?.docString ?? '',
    mappings: existing?.mappings ?? [],
  };
}

function assertFree({ tables, views, externalTables }: DatabaseState, name: string): void {
  if (tables.has(name) || views.has(name))
    throw new KustoError('BadRequest_EntityAlreadyExists', `Entity ID '${name}' already exists.`);
  if (externalTables.size < maxExternalTables) return;
  const message = `A database has at most ${maxExternalTables} external tables.`;
  throw new KustoError('General_BadRequest', message);
}

async function assertNotEmpty({ name, source }: ExternalTableEntity, folder: ExternalFolder): Promise<void> {
  if ((await folder.files(source)).length > 0) return;
  throw new KustoError('General_BadRequest', `There are no files for external table '${name}'.`);
}

async function drop(call: CommandCall): Promise<CommandRows> {
  const ifExists = call.reader.take('ifexists');
  call.reader.expectEnd();
  const dropped: ExternalTableEntity[] = [];
  await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    if (ifExists && !database.externalTables.has(call.name('table'))) return {};
    dropped.push(requireExternalTable(database, call.name('table')));
    return { remove: dropped };
  });
  return dropped.map(tableRow);
}
