import fc from 'fast-check';

/** A value of any type: null, or what its kind holds. */
export type Value = null | number | string | boolean;

/** A type of KQL: how its values are made, written in a query and read from an answer. */
export interface Kind {
  type: string;
  values: fc.Arbitrary<Value>;
  literal(value: Value): string;
  /** As TestEngine gives it. */
  answer(value: Value): unknown;
  compare(a: Value, b: Value): number;
  /** What a counterexample shows. */
  [fc.toStringMethod](): string;
}

const ofNumbers = (a: Value, b: Value) => Number(a) - Number(b);
const ofText = (a: Value, b: Value) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
const small = fc.integer({ min: -3, max: 4 });
const guids = [
  '74be27de-1e4e-49d9-b579-fe0b331d3642',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
];

function kind(type: string, values: fc.Arbitrary<Value>, rest: Partial<Kind> = {}): Kind {
  return {
    type,
    values: fc.option(values, { freq: 4 }),
    literal: (value) => `${type}(${value ?? 'null'})`,
    answer: (value) => value,
    compare: ofNumbers,
    [fc.toStringMethod]: () => type,
    ...rest,
  };
}

export const long = kind('long', small);
export const int = kind('int', small);
/** Quarters, so that sums are exact. */
export const real = kind(
  'real',
  small.map((value) => value / 4),
);
export const decimal = kind(
  'decimal',
  small.map((value) => value / 4),
  {
    answer: (value) => (value === null ? null : String(value)),
  },
);
export const specialReal = kind(
  'real',
  fc.oneof(
    { weight: 3, arbitrary: small.map((value) => value / 4) },
    fc.constantFrom<Value>(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  ),
  {
    literal: (value) => `real(${value === null ? 'null' : realText(Number(value))})`,
    answer: realAnswer,
    compare: compareReals,
  },
);
export const bool = kind('bool', fc.boolean());
/** Days after the first of January 2020. */
export const datetime = kind('datetime', small, {
  literal: (value) => (value === null ? 'datetime(null)' : `datetime(${datetimeText(Number(value))})`),
  answer: (value) => (value === null ? null : datetimeText(Number(value)).replace('Z', '0000Z')),
});
/** Minutes. */
export const timespan = kind('timespan', small, {
  literal: (value) => (value === null ? 'timespan(null)' : `timespan(${timespanText(Number(value))})`),
  answer: (value) => (value === null ? null : timespanText(Number(value))),
});
export const guid = kind('guid', fc.constantFrom<Value>(...guids), { compare: ofText });
/** Never null: the empty string stands for nothing. */
export const string: Kind = {
  type: 'string',
  values: fc.constantFrom<Value>('', 'a', 'A', 'b', 'aa', 'Zz', 'é', '1'),
  literal: (value) => JSON.stringify(value),
  answer: (value) => value,
  compare: ofText,
  [fc.toStringMethod]: () => 'string',
};

function realText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+inf' : '-inf';
}

export function realAnswer(value: Value): unknown {
  if (value === null || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : Number(value) > 0 ? 'Infinity' : '-Infinity';
}

function compareReals(a: Value, b: Value): number {
  return a === b ? 0 : Number(a) < Number(b) ? -1 : 1;
}

const dayMs = 86_400_000;

function datetimeText(days: number): string {
  return new Date(Date.UTC(2020, 0, 1) + days * dayMs).toISOString();
}

/** `[-][d.]hh:mm:ss` of a number of minutes. */
export function timespanText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(size / 1440);
  return `${minutes < 0 ? '-' : ''}${days > 0 ? `${days}.` : ''}${two((size / 60) % 24)}:${two(size % 60)}:00`;
}

export interface Column {
  name: string;
  kind: Kind;
}

/** A small table; a column `id` with the number of the row comes first. */
export interface Table {
  columns: Column[];
  rows: Value[][];
}

export function tableOf(columns: Column[], maxRows = 8): fc.Arbitrary<Table> {
  const row = fc.tuple(...columns.map((column) => column.kind.values));
  return fc.array(row, { maxLength: maxRows }).map((rows) => ({ columns, rows }));
}

/** The table as a datatable whose first column `id` numbers the rows. */
export function tableText({ columns, rows }: Table, id = 'id'): string {
  const head = [`${id}:long`, ...columns.map(({ name, kind: { type } }) => `${name}:${type}`)];
  const cells = rows.flatMap((row, index) => [
    `long(${index})`,
    ...row.map((value, at) => columns[at]?.kind.literal(value) ?? ''),
  ]);
  return `datatable(${head.join(', ')})[${cells.join(', ')}]`;
}

/** Values are the same key: null equals null and NaN equals NaN. */
export function sameKey(a: Value | undefined, b: Value | undefined): boolean {
  return Object.is(a, b) || (a === 0 && b === 0);
}

export function asText(rows: unknown[][]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
