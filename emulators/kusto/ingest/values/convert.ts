import type { CellValue } from '../../encode/cells.ts';
import { parseDatetime } from '../../types/datetime.ts';
import { parseDecimal } from '../../types/decimal.ts';
import type { KustoType } from '../../types/schema.ts';
import { parseTimespan } from '../../types/timespan.ts';
import { type ExactJson, ExactNumber, exactJsonText } from './exact-json.ts';
import { parseBool, parseDynamic, parseGuid, parseInt32, parseLong, parseReal } from './parse-scalars.ts';

/**
 * A value of a column as it is stored: as CellValue, but decimal as an integer of 10^-10 units and string never null.
 * What does not fit the type is null (empty for string), as in Kusto.
 */
export type TextConverter = (text: string) => CellValue;
export type JsonConverter = (value: ExactJson | undefined) => CellValue;

const textConverters: Record<KustoType, TextConverter> = {
  bool: parseBool,
  int: parseInt32,
  long: parseLong,
  real: parseReal,
  decimal: parseDecimal,
  datetime: parseDatetime,
  timespan: parseTimespan,
  guid: parseGuid,
  dynamic: parseDynamic,
  string: (text) => text,
};

const jsonConverters: Record<KustoType, JsonConverter> = {
  bool: (value) => (typeof value === 'boolean' ? value : viaText(value, parseBool)),
  int: (value) => (isInt32(value) ? value : viaText(value, parseInt32)),
  long: (value) => (Number.isSafeInteger(value) ? BigInt(value as number) : viaText(value, parseLong)),
  real: (value) => (typeof value === 'number' ? value : viaText(value, parseReal)),
  decimal: (value) => viaText(value, parseDecimal),
  datetime: (value) => (typeof value === 'string' ? parseDatetime(value) : null),
  timespan: (value) => (typeof value === 'string' ? parseTimespan(value) : null),
  guid: (value) => (typeof value === 'string' ? parseGuid(value) : null),
  dynamic: (value) => (value === undefined || value === null ? null : exactJsonText(value)),
  string: jsonToString,
};

/** How a text field (CSV and its like) becomes a value of `type`; an empty field is null. */
export function textConverter(type: KustoType): TextConverter {
  const convert = textConverters[type];
  return type === 'string' ? convert : (text) => (text === '' ? null : convert(text));
}

/** How a JSON value becomes a value of `type`; a missing one is null. */
export function jsonConverter(type: KustoType): JsonConverter {
  return jsonConverters[type];
}

function viaText(value: ExactJson | undefined, parse: TextConverter): CellValue {
  if (typeof value === 'string') return value === '' ? null : parse(value);
  if (typeof value === 'number') return parse(String(value));
  if (typeof value === 'boolean') return parse(value ? '1' : '0');
  return value instanceof ExactNumber ? parse(value.text) : null;
}

function isInt32(value: ExactJson | undefined): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function jsonToString(value: ExactJson | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : exactJsonText(value);
}
