import type { KustoType } from '#shared/kusto/types.ts';

const numberText = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const integerText = /^[+-]?\d+$/;
const dateText = /^\d{4}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const timespanText = /^-?(\d+\.)?\d{1,2}:\d{2}(:\d{2}(\.\d{1,7})?)?$/;
const guidText = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const longLimit = 2 ** 63;

type Fits = (value: unknown) => boolean;

/** Kusto's JSON conversions (docs: ingestion mappings), without those that would silently turn a value into null. */
const fits: Record<KustoType, Fits> = {
  string: () => true,
  dynamic: () => true,
  bool: (value) =>
    typeof value === 'boolean' || value === 0 || value === 1 || isText(value, /^(true|false)$/i),
  int: (value) => isInteger(value, 2 ** 31),
  long: (value) => isInteger(value, longLimit),
  real: (value) =>
    Number.isFinite(value) || isText(value, numberText) || isText(value, /^(NaN|-?Inf(inity)?)$/i),
  decimal: (value) => Number.isFinite(value) || isText(value, numberText),
  datetime: (value) => isText(value, dateText) && isInstant(value as string),
  timespan: (value) => isText(value, timespanText),
  guid: (value) => isText(value, guidText),
};

/** What is wrong with a JSON value for a column, or null. A missing value fits: the column is null. */
export function describeMisfit(name: string, type: KustoType, value: unknown): string | null {
  if (value === undefined || value === null || fits[type](value)) return null;
  return `'${name}' is not of type ${type}: ${shownValue(value)}`;
}

/** Lists and objects are only named: they may be nested deeper than printing them can go. */
function shownValue(value: unknown): string {
  if (typeof value === 'string') {
    const shown = JSON.stringify(value);
    return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  }
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : String(value);
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isInteger(value: unknown, limit: number): boolean {
  if (!Number.isInteger(value) && !isText(value, integerText)) return false;
  const number = Number(value);
  return number >= -limit && number < limit;
}

/** February 30 is no instant, though JavaScript reads it as March 2; Kusto's time begins with the year 1. */
function isInstant(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isDay =
    date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  return isDay && year !== 0 && !Number.isNaN(Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')));
}
