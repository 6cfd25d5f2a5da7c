import type { CellValue } from '../../encode/cells.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { ownEntry } from '../../types/own-entry.ts';
import type { ColumnSchema, KustoType } from '../../types/schema.ts';
import type { JsonRecord } from '../readers/read-json.ts';
import { jsonConverter, textConverter } from '../values/convert.ts';
import type { ColumnMapping } from './ingestion-mapping.ts';
import { parseJsonPath, readJsonPath } from './json-path.ts';
import { dropFields, propertyBagArrayToDictionary, unixTimeConverter } from './transform.ts';

/** What one column's value is in a record; `line` is the record's number, counted from 1. */
export type ColumnReader<Row> = (record: Row, line: number) => CellValue;

/** Readers for the columns of a table, in their order, from JSON objects. Without a mapping: the fields of their names. */
export function jsonColumnReaders(
  columns: readonly ColumnSchema[],
  mapping: readonly ColumnMapping[] | undefined,
): ColumnReader<JsonRecord>[] {
  if (mapping === undefined) {
    return columns.map(({ name, type }) => {
      const convert = jsonConverter(type);
      return (record) => convert(ownEntry(record, name));
    });
  }
  const byColumn = mappingsByColumn(columns, mapping);
  return columns.map((column) => {
    const mapped = byColumn.get(column.name);
    return mapped === undefined
      ? constantReader(column.type, undefined)
      : jsonReader(column.type, mapped, mapping);
  });
}

/** Readers for the columns of a table, in their order, from delimited fields. Without a mapping: by position. */
export function textColumnReaders(
  columns: readonly ColumnSchema[],
  mapping: readonly ColumnMapping[] | undefined,
): ColumnReader<readonly string[]>[] {
  if (mapping === undefined) return columns.map((column, index) => fieldReader(column.type, index));
  const byColumn = mappingsByColumn(columns, mapping);
  return columns.map((column) => {
    const mapped = byColumn.get(column.name);
    if (mapped === undefined) return constantReader(column.type, undefined);
    const shared = sharedReader(column.type, mapped);
    if (shared !== undefined) return shared;
    const ordinal = mapped.ordinal ?? -1;
    const unixTime = unixTimeConverter(mapped.transform, column.type);
    return unixTime === undefined ? fieldReader(column.type, ordinal) : (record) => unixTime(record[ordinal]);
  });
}

function fieldReader(type: KustoType, index: number): ColumnReader<readonly string[]> {
  const convert = textConverter(type);
  return (record) => convert(record[index] ?? '');
}

function jsonReader(
  type: KustoType,
  mapped: ColumnMapping,
  mapping: readonly ColumnMapping[],
): ColumnReader<JsonRecord> {
  const shared = sharedReader(type, mapped);
  if (shared !== undefined) return shared;
  const { path = '', transform } = mapped;
  // A path that does not start with $ is a constant (Kusto docs, json-mapping.md).
  if (!path.startsWith('$')) return constantReader(type, path);
  const steps = parseJsonPath(path);
  const convert = unixTimeConverter(transform, type) ?? jsonConverter(type);
  const shape = shapeOf(mapped, steps, mapping);
  const [only] = steps;
  if (steps.length === 1 && typeof only === 'string' && shape === undefined) {
    return (record) => convert(Object.hasOwn(record, only) ? record[only] : undefined);
  }
  if (shape === undefined) return (record) => convert(readJsonPath(record, steps));
  return (record) => convert(shape(readJsonPath(record, steps)));
}

/** The transforms that change a JSON value before it is converted. */
function shapeOf(
  mapped: ColumnMapping,
  steps: readonly (string | number)[],
  mapping: readonly ColumnMapping[],
) {
  if (mapped.transform === 'PropertyBagArrayToDictionary') return propertyBagArrayToDictionary;
  if (mapped.transform !== 'DropMappedFields') return undefined;
  const paths = mapping
    .filter(
      (other) => other !== mapped && other.path?.startsWith('$') && other.transform !== 'DropMappedFields',
    )
    .map((other) => parseJsonPath(other.path ?? '$'))
    .filter((path) => path.length > steps.length && steps.every((step, index) => path[index] === step))
    .map((path) => path.slice(steps.length));
  return (value: Parameters<typeof dropFields>[0]) => dropFields(value, paths);
}

/** Readers that need no field of the record: constants and the place of the record in its source. */
function sharedReader(type: KustoType, mapped: ColumnMapping): ColumnReader<unknown> | undefined {
  if (mapped.transform === 'SourceLineNumber') {
    const convert = jsonConverter(type);
    return (_, line) => convert(line);
  }
  if (mapped.transform === 'SourceLocation') return constantReader(type, '');
  return mapped.constValue === undefined ? undefined : constantReader(type, mapped.constValue);
}

function constantReader(type: KustoType, text: string | undefined): ColumnReader<unknown> {
  const value = textConverter(type)(text ?? '');
  return () => value;
}

function mappingsByColumn(
  columns: readonly ColumnSchema[],
  mapping: readonly ColumnMapping[],
): ReadonlyMap<string, ColumnMapping> {
  const names = new Set(columns.map((column) => column.name));
  const unknown = mapping.find((item) => !names.has(item.column));
  if (unknown !== undefined) {
    const message = `The ingestion mapping is invalid: the table has no column '${unknown.column}'.`;
    throw new KustoError('BadRequest_InvalidMapping', message);
  }
  return new Map(mapping.map((item) => [item.column, item]));
}
