import type { ExternalTableEntity } from '../../catalog/entities.ts';
import { validateColumns, validateName } from '../../catalog/validate-names.ts';
import { recordBoundary } from '../../ingest/readers/record-boundary.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { ColumnSchema, IncludeHeaders } from '../../types/schema.ts';
import type { CommandReader } from '../parse/command-reader.ts';

/** What a command says of an external table; properties by lower-case name, left out where it does not say them. */
export interface ExternalTableDefinition {
  name: string;
  columns: ColumnSchema[];
  format: string;
  connectionStrings: string[];
  includeHeaders: IncludeHeaders;
  namePrefix: string;
  fileExtension: string;
  compressed: boolean;
  compressionType: string | null;
  encoding: string | null;
  folder: string | undefined;
  docString: string | undefined;
  validateNotEmpty: boolean;
  dryRun: boolean;
}

const maxConnectionStrings = 100;
const headers: readonly IncludeHeaders[] = ['All', 'FirstFile', 'None'];
const known: ReadonlySet<string> = new Set([
  'folder',
  'docstring',
  'compressed',
  'compressiontype',
  'includeheaders',
  'nameprefix',
  'fileextension',
  'encoding',
  'validatenotempty',
  'dryrun',
]);

/** Reads `T (…) kind=storage dataformat=F (…) with (…)` to its end (external-tables-azure-storage.md). */
export function readDefinition(reader: CommandReader): ExternalTableDefinition {
  const name = reader.name();
  const columns = reader.columns();
  validateName('External table', name);
  validateColumns(columns);
  readKind(reader);
  const isPartitioned = reader.peek()?.text.toLowerCase();
  if (isPartitioned === 'partition' || isPartitioned === 'pathformat')
    throw notSupported('Partitions of external tables (partition by, pathformat) are');
  reader.expect('dataformat');
  reader.expect('=');
  const format = readFormat(reader.name());
  const connectionStrings = readConnectionStrings(reader);
  const properties = reader.properties();
  reader.expectEnd();
  return { name, columns, format, connectionStrings, ...readProperties(properties) };
}

/** The name of a format as Kusto's properties show it, e.g. `MultiJson`. */
export function formatName({ source }: ExternalTableEntity): string {
  const name = source.format.replace('json', 'Json');
  return `${name[0]?.toUpperCase()}${name.slice(1)}`;
}

function readKind(reader: CommandReader): void {
  reader.expect('kind');
  reader.expect('=');
  const kind = reader.name().toLowerCase();
  if (!['storage', 'blob', 'adl'].includes(kind)) throw notSupported(`External tables of kind '${kind}' are`);
}

function readFormat(name: string): string {
  const format = name.toLowerCase();
  if (recordBoundary(format) !== undefined) return format;
  const message = `External tables of the data format '${name}' are not supported by this emulator; it reads csv, tsv, tsve, psv, scsv, sohsv, txt, raw, json, multijson and singlejson.`;
  throw new KustoError('BadRequest_FormatNotSupported', message);
}

function readConnectionStrings(reader: CommandReader): string[] {
  const texts: string[] = [];
  reader.expect('(');
  do texts.push(reader.string());
  while (reader.take(','));
  reader.expect(')');
  if (texts.length <= maxConnectionStrings) return texts;
  const message = `An external table has at most ${maxConnectionStrings} storage connection strings in this emulator.`;
  throw new KustoError('General_BadRequest', message);
}

function readProperties(properties: ReadonlyMap<string, string>) {
  for (const property of properties.keys())
    if (!known.has(property)) throw notSupported(`The property '${property}' of external tables is`);
  const header = properties.get('includeheaders') ?? 'None';
  const includeHeaders = headers.find((name) => name.toLowerCase() === header.toLowerCase());
  if (includeHeaders === undefined) throw wrongValue('includeHeaders', header, headers.join(', '));
  return {
    includeHeaders,
    namePrefix: properties.get('nameprefix') ?? '',
    fileExtension: properties.get('fileextension') ?? '',
    compressed: readBool(properties, 'compressed'),
    compressionType: properties.get('compressiontype') ?? null,
    encoding: properties.get('encoding') ?? null,
    folder: properties.get('folder'),
    docString: properties.get('docstring'),
    validateNotEmpty: readBool(properties, 'validatenotempty'),
    dryRun: readBool(properties, 'dryrun'),
  };
}

function readBool(properties: ReadonlyMap<string, string>, name: string): boolean {
  const value = properties.get(name) ?? 'false';
  if (/^(true|1)$/i.test(value)) return true;
  if (/^(false|0)$/i.test(value)) return false;
  throw wrongValue(name, value, 'true, false');
}

function wrongValue(property: string, value: string, allowed: string): KustoError {
  const message = `The property '${property}' of an external table cannot be '${value}'; it is one of ${allowed}.`;
  return new KustoError('General_BadRequest', message);
}

function notSupported(what: string): KustoError {
  return new KustoError('BadRequest_NotSupported', `${what} not supported by this emulator.`);
}
