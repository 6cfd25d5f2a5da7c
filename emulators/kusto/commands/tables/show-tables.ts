import { requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import type { TableEntity } from '../../catalog/entities.ts';
import type { CellValue } from '../../encode/cells.ts';
import { systemTypeName } from '../../encode/column-types.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import type { CommandCall, CommandDefinition } from '../command.ts';
import { sharedSchemas } from '../result-columns.ts';
import { tableCslRow, tableListRow, tableRow } from './table-rows.ts';

const detailColumns =
  'TableName, DatabaseName, Folder, DocString, TotalExtents:long, TotalExtentSize:real, TotalOriginalSize:real, TotalRowCount:long, HotExtents:long, HotExtentSize:real, HotOriginalSize:real, HotRowCount:long, AuthorizedPrincipals, RetentionPolicy, CachingPolicy, ShardingPolicy, MergePolicy, StreamingIngestionPolicy, IngestionBatchingPolicy, MinExtentsCreationTime:datetime, MaxExtentsCreationTime:datetime, RowOrderPolicy, TableId:guid';
const attributeColumns =
  'AttributeName, AttributeType, ExtentSize:long, CompressionRatio:real, IndexSize:long, IndexSizePercent:real, OriginalSize:long, AttributeId:guid, SharedIndexSize:long, StorageEngineVersion';

export const showTables: CommandDefinition = {
  kind: 'ShowTables',
  syntax: 'show tables .',
  access: 'read',
  columns: sharedSchemas.tableList,
  run: (call) => all(call).map(tableListRow),
};

export const showListedTables: CommandDefinition = {
  ...showTables,
  syntax: 'show tables {tables*} .',
  run: (call) => call.names('tables').map((name) => tableListRow(find(call, name))),
};

export const showTablesDetails: CommandDefinition = {
  kind: 'ShowTablesDetails',
  syntax: 'show tables details .',
  access: 'read',
  columns: detailColumns,
  run: (call) => Promise.all(all(call).map((table) => detailRow(call, table))),
};

export const showListedTablesDetails: CommandDefinition = {
  ...showTablesDetails,
  syntax: 'show tables {tables*} details .',
  run: (call) => Promise.all(call.names('tables').map((name) => detailRow(call, find(call, name)))),
};

export const showTableDetails: CommandDefinition = {
  kind: 'ShowTableDetails',
  syntax: 'show table {table} details .',
  access: 'read',
  columns: detailColumns,
  run: async (call) => [await detailRow(call, find(call, call.name('table')))],
};

export const showTable: CommandDefinition = {
  kind: 'ShowTable',
  syntax: 'show table {table} .',
  access: 'read',
  columns: attributeColumns,
  run: (call) => attributeRows(find(call, call.name('table'))),
};

export const showTableCslSchema: CommandDefinition = {
  kind: 'ShowTableCslSchema',
  syntax: 'show table {table} cslschema .',
  access: 'read',
  columns: sharedSchemas.table,
  run: (call) => [tableCslRow(find(call, call.name('table')))],
};

export const showTableSchemaAsJson: CommandDefinition = {
  kind: 'ShowTableSchemaAsJson',
  syntax: 'show table {table} schema as json .',
  access: 'read',
  columns: sharedSchemas.table,
  run: (call) => [tableRow(find(call, call.name('table')))],
};

function all(call: CommandCall): TableEntity[] {
  return [...requireDatabase(call.engine.catalog.state, call.database).tables.values()];
}

function find(call: CommandCall, name: string): TableEntity {
  return requireTable(requireDatabase(call.engine.catalog.state, call.database), name);
}

async function detailRow(call: CommandCall, table: TableEntity): Promise<CellValue[]> {
  const { rowCount, oldestTicks, newestTicks } = await call.engine.readTableStatistics(table, call.signal);
  const policy = (name: string) => table.policies[name] ?? 'null';
  const extents = rowCount === 0 ? 0 : 1;
  return [
    ...tableListRow(table),
    extents,
    0,
    0,
    rowCount,
    extents,
    0,
    0,
    rowCount,
    '',
    policy('retention'),
    policy('caching'),
    policy('sharding'),
    policy('merge'),
    policy('streamingingestion'),
    policy('ingestionbatching'),
    oldestTicks ?? ticksOfDate(new Date(table.createdOn)),
    newestTicks ?? ticksOfDate(new Date(table.createdOn)),
    policy('roworder'),
    table.id,
  ];
}

/** Sizes are not told apart by column in the data file, so they are 0. */
function attributeRows(table: TableEntity): CellValue[][] {
  return table.columns.map(({ name, type }) => [
    name,
    systemTypeName(type),
    0,
    0,
    0,
    0,
    0,
    '00000000-0000-0000-0000-000000000000',
    0,
    '',
  ]);
}
