import { z } from 'zod';
import type { MappingFormat } from '../../catalog/entities.ts';
import { KustoError } from '../../types/kusto-error.ts';

export const transforms = [
  'SourceLineNumber',
  'SourceLocation',
  'DateTimeFromUnixSeconds',
  'DateTimeFromUnixMilliseconds',
  'DateTimeFromUnixMicroseconds',
  'DateTimeFromUnixNanoseconds',
  'PropertyBagArrayToDictionary',
  'DropMappedFields',
] as const;
export type Transform = (typeof transforms)[number];

/** How one column is filled from a record (Kusto docs, mappings.md). */
export interface ColumnMapping {
  column: string;
  dataType: string;
  path: string | undefined;
  ordinal: number | undefined;
  constValue: string | undefined;
  transform: Transform | undefined;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).nullish();
const itemSchema = z.object({
  column: z.string().optional(),
  name: z.string().optional(),
  datatype: z.string().nullish(),
  path: z.string().nullish(),
  ordinal: z.union([z.string(), z.number()]).nullish(),
  constvalue: scalar,
  transform: z.string().nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});

/** Reads the JSON array of a mapping in any of its spellings. Throws KustoError naming what is wrong. */
export function parseMapping(text: string): ColumnMapping[] {
  const document = parseArray(text);
  return document.map((item, index) => readItem(item, index));
}

/** The mapping as `.show ingestion mappings` prints it. */
export function mappingJson(mapping: readonly ColumnMapping[]): string {
  return JSON.stringify(
    mapping.map(({ column, dataType, path, ordinal, constValue, transform }) => ({
      column,
      datatype: dataType,
      Properties: {
        ...(path === undefined ? {} : { Path: path }),
        ...(ordinal === undefined ? {} : { Ordinal: String(ordinal) }),
        ...(constValue === undefined ? {} : { ConstValue: constValue }),
        ...(transform === undefined ? {} : { Transform: transform }),
      },
    })),
  );
}

/** The kind of mapping that a data format takes, undefined for an unknown format. */
export function mappingFormatOf(dataFormat: string): MappingFormat | undefined {
  return mappingFormats.get(dataFormat.toLowerCase());
}

const mappingFormats = new Map<string, MappingFormat>([
  ...['csv', 'tsv', 'tsve', 'psv', 'scsv', 'sohsv', 'txt', 'raw'].map((name) => [name, 'csv'] as const),
  ...['json', 'singlejson', 'multijson'].map((name) => [name, 'json'] as const),
  ...['avro', 'apacheavro'].map((name) => [name, 'avro'] as const),
  ['parquet', 'parquet'],
  ['orc', 'orc'],
  ['w3clogfile', 'w3clogfile'],
]);

function parseArray(text: string): unknown[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is not valid JSON (${error instanceof Error ? error.message : error})`);
  }
  if (!Array.isArray(document) || document.length === 0)
    throw invalid('it is not a JSON array with elements');
  return document;
}

function readItem(item: unknown, index: number): ColumnMapping {
  const place = `element ${index}`;
  const parsed = itemSchema.safeParse(lowerKeys(item));
  if (!parsed.success) throw invalid(`${place} is not a column mapping`);
  const properties = itemSchema.partial().safeParse(lowerKeys(parsed.data.properties ?? {}));
  if (!properties.success) throw invalid(`the Properties of ${place} have a wrong type`);
  const { column, name, datatype } = parsed.data;
  const given = { ...withoutEmpty(parsed.data), ...withoutEmpty(properties.data) } as typeof properties.data;
  const target = column ?? name;
  if (target === undefined || target === '') throw invalid(`${place} names no Column`);
  return {
    column: target,
    dataType: datatype ?? '',
    path: given.path ?? undefined,
    ordinal: readOrdinal(given.ordinal, place),
    constValue:
      given.constvalue === undefined || given.constvalue === null ? undefined : String(given.constvalue),
    transform: readTransform(given.transform, place),
  };
}

function readOrdinal(value: string | number | null | undefined, place: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const ordinal = Number(value);
  if (!Number.isInteger(ordinal) || ordinal < 0)
    throw invalid(`the Ordinal of ${place} is not a whole number`);
  return ordinal;
}

function readTransform(value: string | null | undefined, place: string): Transform | undefined {
  if (value === undefined || value === null || value === '' || value.toLowerCase() === 'none')
    return undefined;
  const known = transforms.find((name) => name.toLowerCase() === value.toLowerCase());
  if (known === undefined) throw invalid(`the Transform '${value}' of ${place} is not supported`);
  return known;
}

function lowerKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]));
}

function withoutEmpty(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined && item !== null));
}

function invalid(reason: string): KustoError {
  return new KustoError('BadRequest_InvalidMapping', `The ingestion mapping is invalid: ${reason}.`);
}
