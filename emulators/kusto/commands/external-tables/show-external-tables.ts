import { requireDatabase } from '../../catalog/catalog-state.ts';
import type { ExternalTableEntity } from '../../catalog/entities.ts';
import { externalTablesAreOff } from '../../external/off.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { tableCslRow, tableRow as tableSchemaRow } from '../tables/table-rows.ts';
import { requireExternalTable, tableColumns, tableRow } from './external-table-rows.ts';

const read = { access: 'read' as const };

export const showExternalTables: readonly CommandDefinition[] = [
  {
    ...read,
    kind: 'ShowExternalTables',
    syntax: 'show external tables .',
    columns: tableColumns,
    run: (call) =>
      [...requireDatabase(call.engine.catalog.state, call.database).externalTables.values()].map(tableRow),
  },
  {
    ...read,
    kind: 'ShowExternalTable',
    syntax: 'show external table {table} .',
    columns: tableColumns,
    run: (call) => [tableRow(find(call))],
  },
  {
    ...read,
    kind: 'ShowExternalTableSchema',
    syntax: 'show external table {table} schema as json .',
    columns: sharedSchemas.table,
    run: (call) => [tableSchemaRow(find(call))],
  },
  {
    ...read,
    kind: 'ShowExternalTableSchema',
    syntax: 'show external table {table} schema as csl .',
    columns: sharedSchemas.table,
    run: (call) => [tableCslRow(find(call))],
  },
  {
    ...read,
    kind: 'ShowExternalTableCslSchema',
    syntax: 'show external table {table} cslschema .',
    columns: sharedSchemas.table,
    run: (call) => [tableCslRow(find(call))],
  },
  {
    ...read,
    kind: 'ShowExternalTableArtifacts',
    syntax: 'show external table {table} artifacts',
    columns: 'Uri, Partition:dynamic, Size:long',
    run: artifacts,
  },
];

async function artifacts(call: CommandCall): Promise<CommandRows> {
  const { reader } = call;
  const limit = reader.take('limit') ? Number(reader.value()) : Number.POSITIVE_INFINITY;
  if (Number.isNaN(limit)) throw reader.error('a number is expected');
  reader.expectEnd();
  const folder = call.engine.externalFolder;
  if (folder === undefined) throw externalTablesAreOff();
  const files = await folder.files(find(call).source);
  return files.slice(0, limit).map((file) => [folder.uriOf(file), '{}', BigInt(file.bytes)]);
}

function find(call: CommandCall): ExternalTableEntity {
  return requireExternalTable(requireDatabase(call.engine.catalog.state, call.database), call.name('table'));
}
