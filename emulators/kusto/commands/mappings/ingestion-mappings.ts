import { type CatalogState, notFound, requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import type { DatabaseEntity, MappingFormat, StoredMapping, TableEntity } from '../../catalog/entities.ts';
import type { CellValue } from '../../encode/cells.ts';
import { mappingFormatOf, mappingJson, parseMapping } from '../../ingest/mappings/ingestion-mapping.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';

type Owner = TableEntity | DatabaseEntity;
type Rule = 'create' | 'create-or-alter' | 'alter';

const kinds = {
  create: 'CreateTableIngestionMapping',
  'create-or-alter': 'CreateOrAlterTableIngestionMapping',
  alter: 'AlterTableIngestionMapping',
};
const rules: readonly Rule[] = ['create', 'create-or-alter', 'alter'];

/** `.create`, `.create-or-alter` and `.alter` of a mapping of a table or a database. */
export const writeMappings: readonly CommandDefinition[] = rules.flatMap((rule) => [
  {
    kind: kinds[rule],
    syntax: `${rule} table {table} ingestion {format} mapping {mapping}`,
    access: 'write' as const,
    columns: sharedSchemas.mapping,
    run: (call: CommandCall) => store(call, rule),
  },
  {
    kind: kinds[rule].replace('Table', 'Database'),
    syntax: `${rule} database {database} ingestion {format} mapping {mapping}`,
    access: 'write' as const,
    columns: sharedSchemas.databaseMapping,
    run: (call: CommandCall) => store(call, rule),
  },
]);

const ofTable = { access: 'read' as const, columns: sharedSchemas.mapping };
const ofDatabase = { access: 'read' as const, columns: sharedSchemas.databaseMapping };

export const showMappings: readonly CommandDefinition[] = [
  {
    ...ofTable,
    kind: 'ShowTableIngestionMappings',
    syntax: 'show table {table} ingestion mappings .',
    run: list,
  },
  {
    ...ofTable,
    kind: 'ShowTableIngestionMappings',
    syntax: 'show table {table} ingestion {format} mappings .',
    run: list,
  },
  {
    ...ofTable,
    kind: 'ShowTableIngestionMapping',
    syntax: 'show table {table} ingestion {format} mapping {mapping} .',
    run: list,
  },
  {
    ...ofDatabase,
    kind: 'ShowDatabaseIngestionMappings',
    syntax: 'show database {database} ingestion mappings .',
    run: list,
  },
  {
    ...ofDatabase,
    kind: 'ShowDatabaseIngestionMappings',
    syntax: 'show database {database} ingestion {format} mappings .',
    run: list,
  },
  {
    ...ofDatabase,
    kind: 'ShowDatabaseIngestionMapping',
    syntax: 'show database {database} ingestion {format} mapping {mapping} .',
    run: list,
  },
  {
    ...ofDatabase,
    kind: 'ShowDatabaseIngestionMappings',
    syntax: 'show database ingestion mappings .',
    run: list,
  },
  {
    ...ofDatabase,
    kind: 'ShowDatabaseIngestionMappings',
    syntax: 'show database ingestion {format} mappings .',
    run: list,
  },
];

export const showAllMappings: CommandDefinition = {
  ...ofTable,
  kind: 'ShowIngestionMappings',
  syntax: 'show ingestion mappings .',
  run(call) {
    const database = requireDatabase(call.engine.catalog.state, call.database);
    return [database.entity, ...database.tables.values()].flatMap((owner) =>
      owner.mappings.map((mapping) => {
        const row = mappingRow(owner, mapping);
        return owner.kind === 'table' ? row : [...row, ''];
      }),
    );
  },
};

export const dropMappings: readonly CommandDefinition[] = [
  {
    kind: 'DropTableIngestionMapping',
    syntax: 'drop table {table} ingestion {format} mapping {mapping} .',
    access: 'write',
    columns: sharedSchemas.mapping,
    run: drop,
  },
  {
    kind: 'DropDatabaseIngestionMapping',
    syntax: 'drop database {database} ingestion {format} mapping {mapping} .',
    access: 'write',
    columns: sharedSchemas.databaseMapping,
    run: drop,
  },
];

async function store(call: CommandCall, rule: Rule): Promise<CommandRows> {
  const text = call.reader.string();
  call.reader.properties();
  call.reader.expectEnd();
  const format = formatOf(call.name('format'));
  const name = call.name('mapping');
  const mapping = mappingJson(parseMapping(text));
  const stored: StoredMapping = { name, format, mapping, lastUpdatedOn: new Date().toISOString() };
  const state = await call.engine.catalog.change((current) => {
    const owner = ownerOf(current, call);
    const exists = owner.mappings.some(isNamed(name, format));
    if (exists && rule === 'create')
      throw new KustoError('BadRequest_EntityAlreadyExists', `Mapping '${name}' already exists.`);
    if (!exists && rule === 'alter')
      throw new KustoError('BadRequest_EntityNotFound', notFound('Mapping', name));
    const others = owner.mappings.filter((item) => !isNamed(name, format)(item));
    return { put: [{ ...owner, mappings: [...others, stored] }] };
  });
  return [mappingRow(ownerOf(state, call), stored)];
}

async function drop(call: CommandCall): Promise<CommandRows> {
  const format = formatOf(call.name('format'));
  const name = call.name('mapping');
  const state = await call.engine.catalog.change((current) => {
    const owner = ownerOf(current, call);
    if (!owner.mappings.some(isNamed(name, format))) {
      throw new KustoError('BadRequest_EntityNotFound', notFound('Mapping', name));
    }
    return { put: [{ ...owner, mappings: owner.mappings.filter((item) => !isNamed(name, format)(item)) }] };
  });
  const owner = ownerOf(state, call);
  return owner.mappings.map((mapping) => mappingRow(owner, mapping));
}

function list(call: CommandCall): CommandRows {
  const owner = ownerOf(call.engine.catalog.state, call);
  const format = call.name('format');
  const name = call.name('mapping');
  return owner.mappings
    .filter((mapping) => format === '' || mapping.format === formatOf(format))
    .filter((mapping) => name === '' || mapping.name === name)
    .map((mapping) => mappingRow(owner, mapping));
}

function ownerOf(state: CatalogState, call: CommandCall): Owner {
  const table = call.name('table');
  if (table !== '') return requireTable(requireDatabase(state, call.database), table);
  return requireDatabase(state, call.name('database') || call.database).entity;
}

function isNamed(name: string, format: MappingFormat): (mapping: StoredMapping) => boolean {
  return (mapping) => mapping.name === name && mapping.format === format;
}

function formatOf(name: string): MappingFormat {
  const format = mappingFormatOf(name);
  if (format === undefined)
    throw new KustoError('BadRequest_FormatNotSupported', `There is no mapping kind '${name}'.`);
  return format;
}

function mappingRow(owner: Owner, mapping: StoredMapping): CellValue[] {
  const kind =
    mapping.format === 'w3clogfile'
      ? 'W3CLogFile'
      : `${mapping.format[0]?.toUpperCase()}${mapping.format.slice(1)}`;
  const row = [mapping.name, kind, mapping.mapping, ticksOfDate(new Date(mapping.lastUpdatedOn))];
  return owner.kind === 'table' ? [...row, owner.database, owner.name] : [...row, owner.name];
}
