import type { ExternalTableOperator } from '../../../compile/plan/external-table.ts';
import { type ColumnMapping, parseMapping } from '../../../ingest/mappings/ingestion-mapping.ts';
import type { ColumnSchema } from '../../../types/schema.ts';

/** How the columns that a query wants are read from records. */
export interface WantedColumns {
  columns: readonly ColumnSchema[];
  mapping: readonly ColumnMapping[] | undefined;
  /** For each column of the table its place in `columns`, -1 where it is not read. */
  places: readonly number[];
}

const jsonFormats: ReadonlySet<string> = new Set(['json', 'multijson', 'singlejson']);

/** Leaves out columns that are not wanted and that no other column's values depend on. Throws KustoError for a wrong mapping. */
export function wantedColumns({ columns, wanted, mapping, source }: ExternalTableOperator): WantedColumns {
  const parsed = mapping === null ? undefined : parseMapping(mapping);
  const names = new Set(wanted);
  // What is left of a bag depends on the other columns; decimals decide how exactly numbers are read.
  const isWhole = parsed?.some(({ transform }) => transform === 'DropMappedFields') === true;
  const kept = columns.filter(({ name, type }) => isWhole || type === 'decimal' || names.has(name));
  const keptNames = new Set(kept.map(({ name }) => name));
  const isUnknown = ({ column }: ColumnMapping) => !columns.some(({ name }) => name === column);
  return {
    columns: kept,
    mapping:
      parsed?.filter((item) => keptNames.has(item.column) || isUnknown(item)) ??
      (jsonFormats.has(source.format) ? undefined : ordinals(columns, kept)),
    places: columns.map((column) => kept.indexOf(column)),
  };
}

/** Some of the columns of records whose fields are in the order of all of them. */
function ordinals(columns: readonly ColumnSchema[], kept: readonly ColumnSchema[]): ColumnMapping[] {
  return kept.map((column) => ({
    column: column.name,
    dataType: '',
    path: undefined,
    ordinal: columns.indexOf(column),
    constValue: undefined,
    transform: undefined,
  }));
}
