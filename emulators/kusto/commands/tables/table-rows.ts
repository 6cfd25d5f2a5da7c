import { cslSchema } from '../../catalog/csl-schema.ts';
import type { ExternalTableEntity, TableEntity } from '../../catalog/entities.ts';
import type { CellValue } from '../../encode/cells.ts';
import { systemTypeName } from '../../encode/column-types.ts';

/** A row of the schema `TableName, Schema, DatabaseName, Folder, DocString`, the schema as JSON. */
export function tableRow(table: TableEntity | ExternalTableEntity): CellValue[] {
  return [table.name, JSON.stringify(tableSchemaJson(table)), table.database, table.folder, table.docString];
}

/** The same with the schema as `a:long,b:string`. */
export function tableCslRow(table: TableEntity | ExternalTableEntity): CellValue[] {
  return [table.name, cslSchema(table.columns), table.database, table.folder, table.docString];
}

/** A row of the schema `TableName, DatabaseName, Folder, DocString`. */
export function tableListRow(table: TableEntity): CellValue[] {
  return [table.name, table.database, table.folder, table.docString];
}

/** A table as schema JSON shows it (kusto-wire §10). */
export function tableSchemaJson(table: TableEntity | ExternalTableEntity): Record<string, unknown> {
  return {
    Name: table.name,
    ...(table.folder === '' ? {} : { Folder: table.folder }),
    ...(table.docString === '' ? {} : { DocString: table.docString }),
    OrderedColumns: table.columns.map(({ name, type, docString }) => ({
      Name: name,
      Type: systemTypeName(type),
      CslType: type,
      ...(docString === undefined ? {} : { DocString: docString }),
    })),
  };
}
