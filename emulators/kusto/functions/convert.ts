import { physicalType } from '../types/physical.ts';
import type { KustoType } from '../types/schema.ts';
import { type Operand, quoted } from './entries.ts';

const numeric = new Set<KustoType>(['int', 'long', 'real', 'decimal']);

/** SQL of an operand as another type, by the rules of tolong(), tostring() and the like; what does not convert is null. */
export function convertSql(operand: Operand, to: KustoType): string {
  if (operand.type === to) return operand.sql;
  if (operand.sql === 'NULL') return nullOf(to);
  return converters[to](operand);
}

export function nullOf(type: KustoType): string {
  return type === 'string' ? "''" : `CAST(NULL AS ${physicalType(type)})`;
}

const converters: Record<KustoType, (operand: Operand) => string> = {
  bool: toBool,
  int: (operand) => toInteger(operand, 'INTEGER'),
  long: (operand) => toInteger(operand, 'BIGINT'),
  real: toReal,
  decimal: toDecimal,
  datetime: toDatetime,
  timespan: toTimespan,
  guid: toGuid,
  dynamic: toDynamic,
  string: toText,
};

/** Text of a dynamic's value: a string without its quotes. */
function dynamicText(sql: string): string {
  const path = /^nullif\(json_extract\((.*), '((?:[^']|'')*)'\), 'null'\)$/s.exec(sql);
  return path === null ? `(${sql} ->> '$')` : `json_extract_string(${path[1]}, '${path[2]}')`;
}

function toBool({ sql, type }: Operand): string {
  if (numeric.has(type)) return `(${sql} <> 0)`;
  if (type === 'dynamic') return `kql_tobool(${dynamicText(sql)})`;
  return type === 'string' ? `kql_tobool(${sql})` : nullOf('bool');
}

function toInteger({ sql, type }: Operand, target: 'INTEGER' | 'BIGINT'): string {
  const wide = wideInteger(sql, type);
  if (target === 'BIGINT') return wide;
  return type === 'bool' ? `CAST(${sql} AS INTEGER)` : `kql_int(${wide})`;
}

function wideInteger(sql: string, type: KustoType): string {
  switch (type) {
    case 'bool':
    case 'int':
    case 'long':
      return `CAST(${sql} AS BIGINT)`;
    case 'real':
    case 'decimal':
      return `TRY_CAST(trunc(${sql}) AS BIGINT)`;
    case 'datetime':
    case 'timespan':
      return sql;
    case 'dynamic':
      return `kql_tolong_number(${dynamicText(sql)})`;
    case 'string':
      return `kql_tolong(${sql})`;
    case 'guid':
      return nullOf('long');
  }
}

function toReal({ sql, type }: Operand): string {
  if (type === 'dynamic') return `kql_toreal(${dynamicText(sql)})`;
  if (type === 'string') return `kql_toreal(${sql})`;
  if (type === 'guid') return nullOf('real');
  return `CAST(${type === 'bool' ? `CAST(${sql} AS INTEGER)` : sql} AS DOUBLE)`;
}

function toDecimal({ sql, type }: Operand): string {
  if (type === 'dynamic') return `kql_todecimal(${dynamicText(sql)})`;
  if (type === 'guid') return nullOf('decimal');
  if (type === 'string') return `kql_todecimal(${sql})`;
  return `TRY_CAST(${sql} AS DECIMAL(38,10))`;
}

function toDatetime({ sql, type }: Operand): string {
  if (type === 'dynamic') return `kql_todatetime(${dynamicText(sql)})`;
  if (type === 'string') return `kql_todatetime(${sql})`;
  if (type === 'long' || type === 'int' || type === 'timespan') return `kql_datetime(CAST(${sql} AS BIGINT))`;
  return nullOf('datetime');
}

function toTimespan({ sql, type }: Operand): string {
  if (type === 'dynamic') return `kql_totimespan(${dynamicText(sql)})`;
  if (type === 'string') return `kql_totimespan(${sql})`;
  if (type === 'long' || type === 'int') return `CAST(${sql} AS BIGINT)`;
  if (type === 'real') return `TRY_CAST(round(${sql} * 864000000000) AS BIGINT)`;
  return nullOf('timespan');
}

function toGuid({ sql, type }: Operand): string {
  if (type === 'dynamic') return `TRY_CAST(${dynamicText(sql)} AS UUID)`;
  return type === 'string' ? `TRY_CAST(${sql} AS UUID)` : nullOf('guid');
}

/** The value as JSON, e.g. a string in quotes; a typed null is the null of dynamic. */
function toDynamic({ sql, type }: Operand): string {
  switch (type) {
    case 'bool':
    case 'int':
    case 'long':
    case 'string':
      return `to_json(${sql})`;
    case 'real':
      return `kql_real_json(${sql})`;
    case 'datetime':
    case 'timespan':
    case 'decimal':
    case 'guid':
      return `to_json(${plainText(sql, type)})`;
    case 'dynamic':
      return sql;
  }
}

function toText({ sql, type, isNullable, text: own }: Operand): string {
  const text = own ?? plainText(sql, type);
  return isNullable ? `coalesce(${text}, ${quoted('')})` : text;
}

function plainText(sql: string, type: KustoType): string {
  switch (type) {
    case 'bool':
    case 'int':
    case 'long':
    case 'guid':
      return `CAST(${sql} AS VARCHAR)`;
    case 'real':
      return `kql_real_text(${sql})`;
    case 'decimal':
      return `kql_decimal_text(${sql})`;
    case 'datetime':
      return `kql_datetime_text(${sql})`;
    case 'timespan':
      return `kql_timespan_text(${sql})`;
    case 'dynamic':
      return dynamicText(sql);
    case 'string':
      return sql;
  }
}
