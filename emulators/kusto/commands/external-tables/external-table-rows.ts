import { type DatabaseState, notFound } from '../../catalog/catalog-state.ts';
import type { ExternalTableEntity } from '../../catalog/entities.ts';
import type { CellValue } from '../../encode/cells.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { formatName } from './definition.ts';

export const tableColumns =
  'TableName, TableType, Folder, DocString, Properties, ConnectionStrings:dynamic, Partitions:dynamic, PathFormat';
export const changedColumns = 'TableName, TableType, Folder, DocString, Schema, Properties';

export function requireExternalTable(database: DatabaseState, name: string): ExternalTableEntity {
  const table = database.externalTables.get(name);
  if (table !== undefined) return table;
  throw new KustoError('BadRequest_EntityNotFound', notFound('ExternalTable', name));
}

/** A row of `tableColumns`; tables here have no partitions. */
export function tableRow(table: ExternalTableEntity): CellValue[] {
  const { name, folder, docString, connectionStrings } = table;
  return [
    name,
    'Blob',
    folder,
    docString,
    propertiesJson(table),
    JSON.stringify(connectionStrings),
    '[]',
    '',
  ];
}

/** A row of `changedColumns`. */
export function changedRow(table: ExternalTableEntity): CellValue[] {
  const { name, folder, docString, columns } = table;
  const schema = columns.map((column) => ({ Name: column.name, CslType: column.type }));
  return [name, 'Blob', folder, docString, JSON.stringify(schema), propertiesJson(table)];
}

function propertiesJson(table: ExternalTableEntity): string {
  const { source, compressed, compressionType, encoding } = table;
  return JSON.stringify({
    Format: formatName(table),
    Compressed: compressed,
    CompressionType: compressionType,
    FileExtension: source.fileExtension || null,
    IncludeHeaders: source.includeHeaders,
    Encoding: encoding,
    NamePrefix: source.namePrefix || null,
  });
}
