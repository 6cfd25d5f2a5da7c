import { parseDatetime } from '../types/datetime.ts';
import { parseTimespan } from '../types/timespan.ts';

/** A query with the answer that Microsoft's engine gave; types are .NET names, e.g. `Int64`. */
export interface AnswerCase {
  id: string;
  source: string;
  kql: string;
  columns: string[];
  types: string[];
  /** JSON values; datetime as ISO text, timespan as d.hh:mm:ss.fffffff. */
  rows: unknown[][];
}

export interface Answer {
  columns: { name: string; type: string }[];
  rows: unknown[][];
}

const kustoNames: Record<string, string> = {
  SByte: 'bool',
  Int32: 'int',
  Int64: 'long',
  Double: 'real',
  SqlDecimal: 'decimal',
  DateTime: 'datetime',
  TimeSpan: 'timespan',
  Guid: 'guid',
  Object: 'dynamic',
  String: 'string',
};

/** Why an answer differs from the expected one, in a few words; null when it agrees. Rules: kql-engine.md §10. */
export function compareAnswers(expected: AnswerCase, actual: Answer): string | null {
  const names = actual.columns.map((column) => column.name).join(', ');
  if (names !== expected.columns.join(', '))
    return `columns are (${names}), expected (${expected.columns.join(', ')})`;
  for (const [index, type] of expected.types.entries()) {
    const own = actual.columns[index];
    if (own !== undefined && own.type !== kustoNames[type])
      return `column ${own.name} is ${own.type}, expected ${kustoNames[type]}`;
  }
  if (isRandom(expected.kql)) return null;
  if (actual.rows.length !== expected.rows.length)
    return `${actual.rows.length} rows, expected ${expected.rows.length}`;
  return compareRows(expected, actual);
}

function isRandom(kql: string): boolean {
  return /\b(rand|now|ago|new_guid|sample|sample-distinct|take|limit|take_any|any|ingestion_time|current_principal|current_cluster_endpoint|cursor_current)\b\s*[(\d]/.test(
    kql,
  );
}

function compareRows(expected: AnswerCase, actual: Answer): string | null {
  const types = actual.columns.map((column) => column.type);
  const tolerance = /\b(percentile|dcount|hll|tdigest)/.test(expected.kql) ? 0.05 : 1e-9;
  const hasSets = /make_set|makeset|make_list|makelist|bag_keys|set_/.test(expected.kql);
  const same = (a: unknown[], b: unknown[]) =>
    types.every((type, index) => sameCell(type, a[index], b[index], tolerance, hasSets));
  if (endsSorted(expected.kql)) {
    const at = expected.rows.findIndex((row, index) => !same(row, actual.rows[index] ?? []));
    return at < 0 ? null : `row ${at} is ${show(actual.rows[at])}, expected ${show(expected.rows[at])}`;
  }
  const left = [...actual.rows];
  for (const row of expected.rows) {
    const at = left.findIndex((candidate) => same(row, candidate));
    if (at < 0) return `no row ${show(row)} among ${show(left[0])}…`;
    left.splice(at, 1);
  }
  return null;
}

/** The last operator but render and column choices is a sort. */
function endsSorted(kql: string): boolean {
  const operators = kql.split('|').map((part) => part.trim().split(/[\s(]/)[0] ?? '');
  const last = operators.findLast((name) => !/^(render|project|project-\w+|extend|serialize|as)$/.test(name));
  return last === 'sort' || last === 'order' || last === 'top';
}

function show(row: unknown): string {
  return (
    JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))?.slice(
      0,
      300,
    ) ?? 'nothing'
  );
}

function sameCell(type: string, a: unknown, b: unknown, tolerance: number, ignoresOrder: boolean): boolean {
  if (a === null || b === null || a === undefined || b === undefined) return (a ?? null) === (b ?? null);
  switch (type) {
    case 'datetime':
      return parseDatetime(String(a)) === parseDatetime(String(b));
    case 'timespan':
      return parseTimespan(String(a)) === parseTimespan(String(b));
    case 'dynamic':
      return sameJson(a, b, tolerance, ignoresOrder);
    case 'bool':
      return Boolean(a) === Boolean(b);
    case 'long':
    case 'int':
      return String(a) === String(b) || near(Number(a), Number(b), tolerance > 1e-6 ? tolerance : 1e-15);
    case 'real':
    case 'decimal':
      return String(a) === String(b) || near(Number(a), Number(b), tolerance);
    default:
      return String(a) === String(b);
  }
}

function near(a: number, b: number, tolerance: number): boolean {
  return (
    a === b ||
    Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)) ||
    (Math.abs(a) < 1e-12 && Math.abs(b) < 1e-12)
  );
}

function sameJson(a: unknown, b: unknown, tolerance: number, ignoresOrder: boolean): boolean {
  if (typeof a === 'number' && typeof b === 'number') return near(a, b, tolerance);
  if (Array.isArray(a) && Array.isArray(b)) return sameArrays(a, b, tolerance, ignoresOrder);
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => key in b && sameJson(a[key], b[key], tolerance, ignoresOrder))
    );
  }
  return a === b;
}

function sameArrays(a: unknown[], b: unknown[], tolerance: number, ignoresOrder: boolean): boolean {
  if (a.length !== b.length) return false;
  if (!ignoresOrder) return a.every((item, index) => sameJson(item, b[index], tolerance, false));
  const left = [...b];
  return a.every((item) => {
    const at = left.findIndex((candidate) => sameJson(item, candidate, tolerance, true));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
