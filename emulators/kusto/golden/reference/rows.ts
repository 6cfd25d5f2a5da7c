import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestEngine } from '../engine.ts';
import {
  asText,
  bool,
  type Column,
  datetime,
  decimal,
  guid,
  int,
  type Kind,
  long,
  sameKey,
  specialReal,
  string,
  type Table,
  tableOf,
  tableText,
  timespan,
  type Value,
} from './kinds.ts';

const sortable = fc.constantFrom(long, int, decimal, specialReal, string, datetime, timespan, bool, guid);
const tableWith = (kinds: Kind[]) =>
  tableOf(kinds.map((kind, index): Column => ({ name: `k${index}`, kind })));

interface Order {
  isDescending: boolean;
  nulls: 'first' | 'last' | null;
}

const order: fc.Arbitrary<Order> = fc.record({
  isDescending: fc.boolean(),
  nulls: fc.constantFrom<Order['nulls']>('first', 'last', null),
});

/** sort-operator.md: null before NaN at the one end, NaN before null at the other. */
function compareBy(kind: Kind, { isDescending, nulls }: Order, a: Value, b: Value): number {
  const areFirst = nulls === null ? !isDescending : nulls === 'first';
  const rank = (value: Value) => (value === null ? 2 : Number.isNaN(value) ? 1 : 0);
  if (rank(a) !== rank(b)) return areFirst ? rank(b) - rank(a) : rank(a) - rank(b);
  if (rank(a) > 0) return 0;
  return isDescending ? kind.compare(b, a) : kind.compare(a, b);
}

function orderText(name: string, { isDescending, nulls }: Order): string {
  return `${name} ${isDescending ? 'desc' : 'asc'}${nulls === null ? '' : ` nulls ${nulls}`}`;
}

function sortedIds({ columns, rows }: Table, orders: Order[]): number[] {
  return rows
    .map((row, id) => ({ row, id }))
    .toSorted((a, b) => {
      for (const [index, column] of columns.entries()) {
        const compared = compareBy(
          column.kind,
          orders[index] ?? { isDescending: false, nulls: null },
          a.row[index] ?? null,
          b.row[index] ?? null,
        );
        if (compared !== 0) return compared;
      }
      return a.id - b.id;
    })
    .map(({ id }) => id);
}

const sortCase = fc.array(sortable, { minLength: 1, maxLength: 2 }).chain((kinds) =>
  fc.record({
    table: tableWith(kinds),
    orders: fc.array(order, { minLength: kinds.length, maxLength: kinds.length }),
  }),
);

/** Tests of the engine against the evaluations above. */
export function rowProperties(engine: () => TestEngine): void {
  test('sort puts rows, nulls and NaN in the order of a naive comparison', async () => {
    await fc.assert(
      fc.asyncProperty(sortCase, async ({ table, orders }) => {
        const keys = table.columns.map(({ name }, index) =>
          orderText(name, orders[index] ?? { isDescending: false, nulls: null }),
        );
        const answer = await engine().query(
          `${tableText(table)} | sort by ${[...keys, 'id asc'].join(', ')} | project id`,
        );
        expect(answer.rows.flat()).toEqual(sortedIds(table, orders));
      }),
      { numRuns: 25 },
    );
  });
  test('top gives the first rows of that order', async () => {
    await fc.assert(
      fc.asyncProperty(sortCase, fc.integer({ min: 0, max: 4 }), async ({ table, orders }, count) => {
        const [first] = table.columns;
        const [by = { isDescending: false, nulls: null }] = orders;
        const answer = await engine().query(
          `${tableText(table)} | top ${count} by ${orderText('k0', by)} | project k0`,
        );
        const expected = sortedIds({ ...table, columns: table.columns.slice(0, 1) }, orders).slice(0, count);
        expect(answer.rows.flat()).toEqual(
          expected.map((id) => first?.kind.answer(table.rows[id]?.[0] ?? null)),
        );
      }),
      { numRuns: 15 },
    );
  });
  test('distinct and the keys of summarize take null and NaN for values like others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sortable, { minLength: 1, maxLength: 2 }).chain(tableWith), async (table) => {
        const names = table.columns.map(({ name }) => name).join(', ');
        const groups: { key: Value[]; count: number }[] = [];
        for (const row of table.rows) {
          const known = groups.find(({ key }) => key.every((value, index) => sameKey(value, row[index])));
          if (known === undefined) groups.push({ key: row, count: 1 });
          else known.count += 1;
        }
        const keys = groups.map(({ key }) =>
          key.map((value, index) => table.columns[index]?.kind.answer(value)),
        );
        const distinct = await engine().query(`${tableText(table)} | distinct ${names}`);
        expect(asText(distinct.rows)).toEqual(asText(keys));
        const counted = await engine().query(`${tableText(table)} | summarize count() by ${names}`);
        expect(asText(counted.rows)).toEqual(
          asText(keys.map((key, index) => [...key, groups[index]?.count])),
        );
      }),
      { numRuns: 20 },
    );
  });
  test('union pads the columns that a table lacks and keeps columns of two types apart', async () => {
    const columns = fc.array(
      fc.record({ name: fc.constantFrom('a', 'b', 'c'), kind: fc.constantFrom(long, string, datetime) }),
      { minLength: 1, maxLength: 2 },
    );
    const table = fc
      .uniqueArray(
        columns.map((list) => list[0] ?? { name: 'a', kind: long }),
        { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
      )
      .chain((list) => tableOf(list, 3));
    await fc.assert(
      fc.asyncProperty(table, table, async (left, right) => {
        const answer = await engine().query(`${tableText(left)} | union (${tableText(right)})`);
        const split = new Set(
          left.columns
            .filter(({ name, kind }) =>
              right.columns.some((other) => other.name === name && other.kind !== kind),
            )
            .map(({ name }) => name),
        );
        const named = ({ name, kind }: Column) => (split.has(name) ? `${name}_${kind.type}` : name);
        const rowsOf = ({ columns: own, rows }: Table) =>
          rows.map((row, id) =>
            ['id', ...own.map(named)].map(
              (name, index) =>
                [name, index === 0 ? id : own[index - 1]?.kind.answer(row[index - 1] ?? null)] as const,
            ),
          );
        const expected = [...rowsOf(left), ...rowsOf(right)].map((cells) => {
          const values = new Map<string, unknown>(cells);
          return answer.columns.map(({ name, type }) =>
            values.has(name) ? values.get(name) : type === 'string' ? '' : null,
          );
        });
        const names = new Set(['id', ...left.columns.map(named), ...right.columns.map(named)]);
        expect(answer.columns.map(({ name }) => name).toSorted()).toEqual([...names].toSorted());
        expect(asText(answer.rows)).toEqual(asText(expected));
      }),
      { numRuns: 20 },
    );
  });
}
