import { notFound, requireDatabase } from '../../catalog/catalog-state.ts';
import type { ExternalTableEntity, StoredMapping } from '../../catalog/entities.ts';
import type { CellValue } from '../../encode/cells.ts';
import { jsonColumnReaders } from '../../ingest/mappings/column-readers.ts';
import { mappingFormatOf, mappingJson, parseMapping } from '../../ingest/mappings/ingestion-mapping.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { requireExternalTable } from './external-table-rows.ts';

const columns = sharedSchemas.mapping;

/** Mappings of external tables; older scripts name the kind of mapping, which the table's format decides. */
export const externalTableMappings: readonly CommandDefinition[] = [
  {
    kind: 'CreateExternalTableMapping',
    syntax: 'create external table {table} [csv|json] mapping {mapping}',
    access: 'write',
    columns,
    run: (call) => store(call, 'create'),
  },
  {
    kind: 'AlterExternalTableMapping',
    syntax: 'alter external table {table} [csv|json] mapping {mapping}',
    access: 'write',
    columns,
    run: (call) => store(call, 'alter'),
  },
  {
    kind: 'DropExternalTableMapping',
    syntax: 'drop external table {table} [csv|json] mapping {mapping} .',
    access: 'write',
    columns,
    run: drop,
  },
  {
    kind: 'ShowExternalTableMapping',
    syntax: 'show external table {table} [csv|json] mapping {mapping} .',
    access: 'read',
    columns,
    run: (call) => [mappingRow(find(call), requireMapping(find(call), call.name('mapping')))],
  },
  {
    kind: 'ShowExternalTableMappings',
    syntax: 'show external table {table} [csv|json] mappings .',
    access: 'read',
    columns,
    run: (call) => find(call).mappings.map((mapping) => mappingRow(find(call), mapping)),
  },
];

async function store(call: CommandCall, rule: 'create' | 'alter'): Promise<CommandRows> {
  const text = call.reader.string();
  call.reader.expectEnd();
  const name = call.name('mapping');
  const parsed = parseMapping(text);
  const state = await call.engine.catalog.change((current) => {
    const table = requireExternalTable(requireDatabase(current, call.database), call.name('table'));
    const exists = table.mappings.some((mapping) => mapping.name === name);
    if (exists && rule === 'create')
      throw new KustoError('BadRequest_EntityAlreadyExists', `Mapping '${name}' already exists.`);
    if (!exists && rule === 'alter') requireMapping(table, name);
    // Throws for columns that the table does not have.
    jsonColumnReaders(table.columns, parsed);
    const stored: StoredMapping = {
      name,
      format: mappingFormatOf(table.source.format) ?? 'csv',
      mapping: mappingJson(parsed),
      lastUpdatedOn: new Date().toISOString(),
    };
    const others = table.mappings.filter((mapping) => mapping.name !== name);
    return { put: [{ ...table, mappings: [...others, stored] }] };
  });
  const table = requireExternalTable(requireDatabase(state, call.database), call.name('table'));
  return [mappingRow(table, requireMapping(table, name))];
}

async function drop(call: CommandCall): Promise<CommandRows> {
  const name = call.name('mapping');
  const dropped: CellValue[][] = [];
  await call.engine.catalog.change((current) => {
    const table = requireExternalTable(requireDatabase(current, call.database), call.name('table'));
    dropped.push(mappingRow(table, requireMapping(table, name)));
    return { put: [{ ...table, mappings: table.mappings.filter((mapping) => mapping.name !== name) }] };
  });
  return dropped;
}

function find(call: CommandCall): ExternalTableEntity {
  return requireExternalTable(requireDatabase(call.engine.catalog.state, call.database), call.name('table'));
}

function requireMapping(table: ExternalTableEntity, name: string): StoredMapping {
  const mapping = table.mappings.find((candidate) => candidate.name === name);
  if (mapping !== undefined) return mapping;
  throw new KustoError('BadRequest_EntityNotFound', notFound('Mapping', name));
}

function mappingRow(table: ExternalTableEntity, mapping: StoredMapping): CellValue[] {
  const { name, format, lastUpdatedOn } = mapping;
  const kind = format === 'json' ? 'Json' : 'Csv';
  return [name, kind, mapping.mapping, ticksOfDate(new Date(lastUpdatedOn)), table.database, table.name];
}
