import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestEngine } from '../engine.ts';
import {
  asText,
  bool,
  datetime,
  decimal,
  guid,
  int,
  type Kind,
  long,
  real,
  sameKey,
  specialReal,
  string,
  type Table,
  tableOf,
  tableText,
  timespan,
  timespanText,
  type Value,
} from './kinds.ts';

/** An aggregate over column x and condition c: its text and its value over the rows of a group. */
interface Aggregate {
  text: string;
  of: (rows: { x: Value; c: Value }[], kind: Kind) => unknown;
}

const present = (rows: { x: Value }[]) => rows.map(({ x }) => x).filter((x) => x !== null);
const numbers = (rows: { x: Value }[]) => present(rows).map(Number);
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
const extreme = (isMax: boolean) => (rows: { x: Value }[], kind: Kind) => {
  const ordered = present(rows).toSorted(kind.compare);
  const found = isMax ? ordered.at(-1) : ordered[0];
  return found === undefined ? (kind.type === 'string' ? '' : null) : kind.answer(found);
};
const mean = (values: number[]) => (values.length === 0 ? 'NaN' : total(values) / values.length);
/** What null-values.md says of lists: strings are never null, other nulls are left out. */
const list = (rows: { x: Value }[], kind: Kind) => present(rows).map(kind.answer);
const where = (rows: { x: Value; c: Value }[]) => rows.filter(({ c }) => c === true);

const counting: Aggregate[] = [
  { text: 'count()', of: (rows) => rows.length },
  { text: 'countif(c)', of: (rows) => where(rows).length },
  { text: 'dcount(x)', of: (rows) => new Set(present(rows)).size },
  { text: 'count_distinct(x)', of: (rows) => new Set(present(rows)).size },
  { text: 'dcountif(x, c)', of: (rows) => new Set(present(where(rows))).size },
  { text: 'min(x)', of: extreme(false) },
  { text: 'max(x)', of: extreme(true) },
  { text: 'minif(x, c)', of: (rows, kind) => extreme(false)(where(rows), kind) },
  { text: 'maxif(x, c)', of: (rows, kind) => extreme(true)(where(rows), kind) },
  { text: 'make_list(x)', of: list },
  { text: 'make_list_if(x, c)', of: (rows, kind) => list(where(rows), kind) },
  { text: 'make_list_with_nulls(x)', of: (rows, kind) => rows.map(({ x }) => kind.answer(x)) },
];

const summing: Aggregate[] = [
  { text: 'sum(x)', of: (rows) => total(numbers(rows)) },
  { text: 'sumif(x, c)', of: (rows) => total(numbers(where(rows))) },
  { text: 'avg(x)', of: (rows) => mean(numbers(rows)) },
  { text: 'avgif(x, c)', of: (rows) => mean(numbers(where(rows))) },
];

const keyKind = fc.constantFrom<Kind>(long, decimal, string, specialReal, datetime, guid);

function tables(values: Kind[]): fc.Arbitrary<Table> {
  return fc.tuple(keyKind, fc.constantFrom(...values)).chain(([key, value]) => {
    return tableOf(
      [
        { name: 'k', kind: key },
        { name: 'x', kind: value },
        { name: 'c', kind: bool },
      ],
      9,
    );
  });
}

interface Group {
  key: Value;
  rows: { x: Value; c: Value }[];
}

function groupsOf({ rows }: Table): Group[] {
  const groups: Group[] = [];
  for (const [key = null, x = null, c = null] of rows) {
    const known = groups.find((group) => sameKey(group.key, key));
    if (known === undefined) groups.push({ key, rows: [{ x, c }] });
    else known.rows.push({ x, c });
  }
  return groups;
}

async function check(engine: TestEngine, table: Table, aggregates: Aggregate[]): Promise<void> {
  const [keyColumn, valueColumn] = table.columns;
  if (keyColumn === undefined || valueColumn === undefined) throw new Error('columns');
  const values = (rows: Group['rows']) => aggregates.map((aggregate) => aggregate.of(rows, valueColumn.kind));
  const texts = aggregates.map(({ text }) => text).join(', ');
  const grouped = await engine.query(`${tableText(table)} | summarize ${texts} by k`);
  const expected = groupsOf(table).map(({ key, rows }) => [keyColumn.kind.answer(key), ...values(rows)]);
  expect(asText(grouped.rows)).toEqual(asText(expected));
  const all = await engine.query(`${tableText(table)} | summarize ${texts}`);
  const everything = table.rows.map(([, x = null, c = null]) => ({ x, c }));
  expect(asText(all.rows)).toEqual(asText([values(everything)]));
}

function grouped({ rows }: Table): Map<string, { x: Value; id: number }[]> {
  const groups = new Map<string, { x: Value; id: number }[]>();
  for (const [id, [key = '', x = null]] of rows.entries()) {
    const name = String(key);
    groups.set(name, [...(groups.get(name) ?? []), { x, id }]);
  }
  return groups;
}

/** Tests of the engine against the evaluations above. */
export function summarizeProperties(engine: () => TestEngine): void {
  test('counts, extremes and lists of a group are those of a loop over its rows', async () => {
    await fc.assert(
      fc.asyncProperty(tables([long, int, real, decimal, datetime, timespan, string]), (table) =>
        check(engine(), table, counting),
      ),
      { numRuns: 25 },
    );
  });
  test('sums and means of a group leave nulls out', async () => {
    await fc.assert(
      fc.asyncProperty(tables([long, int, real]), (table) => check(engine(), table, summing)),
      { numRuns: 15 },
    );
  });
  test('a sum of timespans is a timespan', async () => {
    await fc.assert(
      fc.asyncProperty(tables([timespan]), (table) =>
        check(engine(), table, [
          { text: 'sum(x)', of: (rows) => timespanText(total(numbers(rows))) },
          { text: 'sumif(x, c)', of: (rows) => timespanText(total(numbers(where(rows)))) },
        ]),
      ),
      { numRuns: 10 },
    );
  });
  test('arg_max and arg_min give the row of the greatest and least value that is not null', async () => {
    const table = tableOf(
      [
        { name: 'k', kind: string },
        { name: 'x', kind: long },
      ],
      8,
    );
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('arg_max', 'arg_min'), async (rows, name) => {
        const answer = await engine().query(`${tableText(rows)} | summarize ${name}(x, id) by k`);
        const groups = grouped(rows);
        for (const [key, found, id] of answer.rows) {
          const own = groups.get(String(key)) ?? [];
          const values = own.flatMap(({ x }) => (x === null ? [] : [Number(x)]));
          const best =
            values.length === 0 ? null : name === 'arg_max' ? Math.max(...values) : Math.min(...values);
          expect(found).toBe(best);
          expect(own.filter(({ x }) => x === best).map((row) => row.id)).toContain(id);
        }
        expect(answer.rows.map(([key]) => String(key)).toSorted()).toEqual([...groups.keys()].toSorted());
      }),
      { numRuns: 15 },
    );
  });
}
