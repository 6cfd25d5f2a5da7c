import { KustoError } from '../types/kusto-error.ts';
import { parseTimespan } from '../types/timespan.ts';

/** The limits of one query (Kusto docs, query-limits.md), after its request properties. */
export interface QueryLimits {
  timeoutMs: number;
  /** More rows or bytes than these make the answer a partial failure; Infinity with `notruncation`. */
  maxRecords: number;
  maxBytes: number;
  /** Rows past this are left out silently (`query_take_max_records`). */
  takeRecords: number;
}

const ticksPerMs = 10_000n;
const maxTimeoutMs = 3_600_000;
const defaultQueryTimeoutMs = 240_000;
const defaultMaxRecords = 500_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** Options that a `set` statement in the query cannot change (Kusto docs, request-properties.md). */
const fixedOptions: ReadonlySet<string> = new Set(['servertimeout', 'norequesttimeout', 'truncationmaxsize']);

/** The options of a request after the `set` statements of its query, by lower-case name. */
export function effectiveOptions(
  statements: ReadonlyMap<string, unknown>,
  request: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> {
  const set = [...statements].map(([name, value]) => [name.toLowerCase(), value] as const);
  return new Map([...request, ...set.filter(([name]) => !fixedOptions.has(name))]);
}

/** Reads the limits from request options by lower-case name. Throws KustoError for a value that is none. */
export function readQueryLimits(options: ReadonlyMap<string, unknown>): QueryLimits {
  const isUnlimited = isTrue(options.get('notruncation'));
  const timeoutMs = isTrue(options.get('norequesttimeout'))
    ? maxTimeoutMs
    : readTimeout(options.get('servertimeout'));
  return {
    timeoutMs,
    maxRecords: isUnlimited
      ? Number.POSITIVE_INFINITY
      : readCount(options, 'truncationmaxrecords', defaultMaxRecords),
    maxBytes: isUnlimited
      ? Number.POSITIVE_INFINITY
      : readCount(options, 'truncationmaxsize', defaultMaxBytes),
    takeRecords: readCount(options, 'query_take_max_records', Number.POSITIVE_INFINITY),
  };
}

/** The text of the partial failure of an answer that is too large (kusto-wire §6.2). */
export function truncationError(what: 'records' | 'bytes', limit: number): KustoError {
  const unit = what === 'records' ? `${limit} records` : `${limit} bytes`;
  const message = `Query execution has exceeded the allowed limits (80DA0003): The results of this query exceed the set limit of ${unit}, so not all records were returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003). See https://aka.ms/kustoquerylimits for more information and possible solutions..`;
  return new KustoError('LimitsExceeded', message);
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** An option as text; what is no scalar is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

function readTimeout(value: unknown): number {
  if (value === undefined || value === null) return defaultQueryTimeoutMs;
  const ticks = parseTimespan(textOf(value));
  if (ticks === null || ticks <= 0n) throw badOption('servertimeout', value);
  return Math.min(Number(ticks / ticksPerMs), maxTimeoutMs);
}

function readCount(options: ReadonlyMap<string, unknown>, name: string, fallback: number): number {
  const value = options.get(name);
  if (value === undefined || value === null) return fallback;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0) throw badOption(name, value);
  return count;
}

function badOption(name: string, value: unknown): KustoError {
  return new KustoError('General_BadRequest', `The request property '${name}' cannot be '${textOf(value)}'.`);
}
