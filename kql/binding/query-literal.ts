import type { KustoType } from '#shared/kusto/types.ts';

/**
 * The value of a query parameter on the wire: numbers and bools as they are, every other type as the text of a KQL
 * literal, which Kusto parses by the declared type. (learn.microsoft.com/kusto/query/query-parameters-statement)
 */
export type QueryLiteral = string | number | boolean;

export type ScalarValue = string | number | boolean;

export function nullLiteral(type: KustoType): QueryLiteral {
  return type === 'string' ? '""' : `${type}(null)`;
}

export function stringLiteral(text: string): QueryLiteral {
  return `"${escapeText(text)}"`;
}

const firstInstantMs = Date.parse('0001-01-01T00:00:00Z');
const lastInstantMs = Date.parse('9999-12-31T23:59:59.999Z');

/** True for an instant that Kusto's datetime can hold. */
export function isKustoInstant(instantMs: number): boolean {
  return instantMs >= firstInstantMs && instantMs <= lastInstantMs;
}

/** Throws RangeError for an instant that is not a Kusto instant. */
export function datetimeLiteral(instantMs: number): QueryLiteral {
  if (!isKustoInstant(instantMs)) throw new RangeError(`${instantMs} is beyond the range of datetime.`);
  return `datetime(${new Date(instantMs).toISOString()})`;
}

export function decimalLiteral(value: string): QueryLiteral {
  return `decimal(${value})`;
}

export function dynamicLiteral(values: readonly ScalarValue[]): QueryLiteral {
  return `dynamic(${escapeLineBreaks(JSON.stringify(values))})`;
}

const escapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A KQL string literal is one line of text: quotes, backslashes and control characters are escaped. */
function escapeText(text: string): string {
  return text.replace(/[\\"\p{Cc}\u2028\u2029]/gu, (found) => escapes[found] ?? unicodeEscape(found));
}

function escapeLineBreaks(json: string): string {
  return json.replace(/[\p{Cc}\u2028\u2029]/gu, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
