import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestEngine } from '../engine.ts';

type Json = null | number | string | boolean | Json[] | { [key: string]: Json };

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom<Json>('a', 'b', true, null),
);
const array = fc.array(scalar, { maxLength: 4 });
const bag = fc.dictionary(fc.constantFrom('p', 'q', 'r'), scalar, { maxKeys: 3, noNullPrototype: true });
const values: fc.Arbitrary<Json> = fc.oneof({ weight: 4, arbitrary: array }, bag, fc.constant(null));
const rows = fc.array(fc.record({ a: values, b: values }), { maxLength: 4 });

type Row = { a: Json; b: Json };

/** mv-expand-operator.md: null is one item, an empty array none, a bag one item for each of its pairs. */
function items(value: Json, asPairs = false): Json[] {
  if (Array.isArray(value)) return value;
  if (value === null || typeof value !== 'object') return [value];
  return Object.entries(value).map(([key, item]) => (asPairs ? [key, item] : { [key]: item }));
}

function table(list: Row[]): string {
  const literal = (value: Json) => `dynamic(${JSON.stringify(value)})`;
  const cells = list.map(({ a, b }, id) => `${id}, ${literal(a)}, ${literal(b)}`);
  return `datatable(id:long, a:dynamic, b:dynamic)[${cells.join(', ')}]`;
}

/** Tests of the engine against the evaluations above. */
export function expansionProperties(engine: () => TestEngine): void {
  test('mv-expand gives a row for each item', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (list, asPairs) => {
        const answer = await engine().query(
          `${table(list)} | mv-expand ${asPairs ? 'kind=array ' : ''}with_itemindex=n a | project id, n, a`,
        );
        const expected = list.flatMap(({ a }, id) => items(a, asPairs).map((item, n) => [id, n, item]));
        expect(answer.rows).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
  test('mv-expand of two columns walks them side by side', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 4 }), async (list, limit) => {
        const answer = await engine().query(`${table(list)} | mv-expand a, b limit ${limit}`);
        const expected = list.flatMap(({ a, b }, id) => {
          const [first, second] = [items(a), items(b)];
          const count = Math.min(Math.max(first.length, second.length), limit);
          return Array.from({ length: count }, (_, index) => [
            id,
            first[index] ?? null,
            second[index] ?? null,
          ]);
        });
        expect(answer.rows).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
  test('mv-expand to a type turns items of other types into null', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(array, { maxLength: 3 }),
        fc.constantFrom('long', 'bool'),
        async (lists, type) => {
          const list = lists.map((a): Row => ({ a, b: null }));
          const answer = await engine().query(
            `${table(list)} | mv-expand a to typeof(${type}) | project id, a`,
          );
          const isOfType = (item: Json) => typeof item === (type === 'long' ? 'number' : 'boolean');
          const expected = list.flatMap(({ a }, id) =>
            items(a)
              .filter((item) => isOfType(item) || item === null || typeof item === 'string')
              .map((item) => [id, isOfType(item) ? item : null]),
          );
          const known = answer.rows.filter((_, index) => {
            const flat = list.flatMap(({ a }) => items(a));
            return isOfType(flat[index] ?? null) || flat[index] === null || typeof flat[index] === 'string';
          });
          expect(known).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });
  test('mv-apply folds the items of each row in their order', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const answer = await engine().query(
          `${table(list)} | mv-apply with_itemindex=n a on (extend t = strcat(n, ":", tostring(a)) | summarize c = count(), l = make_list(t)) | project id, c, l | sort by id asc`,
        );
        const text = (item: Json) =>
          item === null ? '' : typeof item === 'string' ? item : JSON.stringify(item);
        const expected = list.map(({ a }, id) => [
          id,
          items(a).length,
          items(a).map((item, n) => `${n}:${text(item)}`),
        ]);
        expect(answer.rows).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });
  test('mv-apply takes the first items in the order of its own sort', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 5 }), { maxLength: 4 }),
        async (lists) => {
          const list = lists.map((a): Row => ({ a, b: null }));
          const answer = await engine().query(
            `${table(list)} | mv-apply x = a to typeof(long) on (top 2 by x desc | where x > 0) | project id, x | sort by id asc, x desc`,
          );
          const expected = lists.flatMap((a, id) =>
            a
              .toSorted((p, q) => q - p)
              .slice(0, 2)
              .filter((x) => x > 0)
              .map((x) => [id, x]),
          );
          expect(answer.rows).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });
}
