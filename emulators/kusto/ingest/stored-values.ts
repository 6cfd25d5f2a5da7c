import { cslSchema } from '../catalog/csl-schema.ts';
import type { TableEntity } from '../catalog/entities.ts';
import type { CellValue } from '../encode/cells.ts';
import { parseDecimal } from '../types/decimal.ts';
import { KustoError } from '../types/kusto-error.ts';
import type { ColumnSchema, KustoType } from '../types/schema.ts';

/** Throws KustoError unless a result has the table's types, in order; its names do not matter. */
export function assertSameShape(table: TableEntity, columns: readonly ColumnSchema[]): void {
  const isSame =
    columns.length === table.columns.length &&
    columns.every(({ type }, index) => type === table.columns[index]?.type);
  if (isSame) return;
  const message = `The query's schema (${cslSchema(columns)}) does not match that of table '${table.name}' (${cslSchema(table.columns)}).`;
  throw new KustoError('General_BadRequest', message);
}

/** The rows of a result by column, in the form in which the table stores them. */
export function storedColumns(table: TableEntity, rows: readonly (readonly CellValue[])[]): CellValue[][] {
  return table.columns.map(({ type }, index) => rows.map((row) => storedValue(type, row[index] ?? null)));
}

function storedValue(type: KustoType, value: CellValue): CellValue {
  if (value === null) return type === 'string' ? '' : null;
  return type === 'decimal' ? parseDecimal(String(value)) : value;
}
