import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestEngine } from './engine.ts';

/** A small table: the key is never null, the number and the real may be. */
interface Row {
  key: string;
  n: number | null;
  r: number | null;
}

type Predicate = { text: string; test(row: Row): boolean | null };
type Term = { text: string; value(row: Row): number | null };

const smallNumber = fc.integer({ min: -20, max: 20 });
const rows = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'B', ''),
    n: fc.option(smallNumber),
    r: fc.option(smallNumber.map((value) => value / 4)),
  }),
  { minLength: 1, maxLength: 12 },
);

const leafTerm: fc.Arbitrary<Term> = fc.oneof(
  fc.constant<Term>({ text: 'n', value: (row) => row.n }),
  smallNumber.map((value): Term => ({ text: `long(${value})`, value: () => value })),
);

const term: fc.Arbitrary<Term> = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 3 },
    leafTerm,
    fc.tuple(fc.constantFrom('+', '-', '*', '/', '%'), tie('term'), tie('term')).map(([operator, left, right]): Term => ({
      text: `(${left.text} ${operator} ${right.text})`,
      value: (row) => arithmetic(operator, left.value(row), right.value(row)),
    })),
  ),
})).term;

const comparison: fc.Arbitrary<Predicate> = fc
  .tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), term, term)
  .map(([operator, left, right]): Predicate => ({
    text: `${left.text} ${operator} ${right.text}`,
    test: (row) => compare(operator, left.value(row), right.value(row)),
  }));

const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.constantFrom('a', 'b').map((word): Predicate => ({ text: `key =~ "${word}"`, test: (row) => row.key.toLowerCase() === word })),
    fc.tuple(fc.constantFrom('and', 'or'), tie('predicate'), tie('predicate')).map(([word, left, right]): Predicate => ({
      text: `((${left.text}) ${word} (${right.text}))`,
      test: (row) => (word === 'and' ? and(left.test(row), right.test(row)) : or(left.test(row), right.test(row))),
    })),
    tie('predicate').map((inner): Predicate => ({
      text: `not(${inner.text})`,
      test: (row) => negate(inner.test(row)),
    })),
  ),
})).predicate;

/** Long arithmetic: division truncates, a remainder is never negative, and both are null for a divisor of 0. */
function arithmetic(operator: string, left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right + 0;
    case '/':
      return right === 0 ? null : Math.trunc(left / right) + 0;
    default:
      return right === 0 ? null : ((left % Math.abs(right)) + Math.abs(right)) % Math.abs(right);
  }
}

/** null-values.md: equality with one null is decided, with two it is null, and so is every order. */
function compare(operator: string, left: number | null, right: number | null): boolean | null {
  if (operator === '==' || operator === '!=') {
    if (left === null && right === null) return null;
    return (left === right) === (operator === '==');
  }
  if (left === null || right === null) return null;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function and(left: boolean | null, right: boolean | null): boolean | null {
  if (left === false || right === false) return false;
  return left === null || right === null ? null : true;
}

function or(left: boolean | null, right: boolean | null): boolean | null {
  if (left === true || right === true) return true;
  return left === null || right === null ? null : false;
}

function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function datatable(table: Row[]): string {
  const cells = table.map((row, index) => `${index}, "${row.key}", ${literal('long', row.n)}, ${literal('real', row.r)}`);
  return `datatable(id:long, key:string, n:long, r:real)[${cells.join(', ')}]`;
}

function literal(type: string, value: number | null): string {
  return `${type}(${value === null ? 'null' : value})`;
}

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.open();
});
afterAll(() => engine[Symbol.dispose]());

test('where keeps the rows for which a naive evaluation gives true', async () => {
  await fc.assert(
    fc.asyncProperty(rows, predicate, async (table, condition) => {
      const answer = await engine.query(`${datatable(table)} | where ${condition.text} | project id`);
      const expected = table.flatMap((row, index) => (condition.test(row) === true ? [index] : []));
      expect(answer.rows.map(([id]) => id)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test('extend gives the value and the null of a naive evaluation', async () => {
  await fc.assert(
    fc.asyncProperty(rows, term, predicate, async (table, value, condition) => {
      const answer = await engine.query(`${datatable(table)} | project x = ${value.text}, c = ${condition.text}`);
      expect(answer.rows).toEqual(table.map((row) => [value.value(row), condition.test(row)]));
    }),
    { numRuns: 40 },
  );
});

test('summarize agrees with grouping and folding the rows one by one', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      const answer = await engine.query(
        `${datatable(table)} | summarize count(), sum(n), min(n), max(r), avg(r), countif(n > 0), dcount(n), make_list(n) by key`,
      );
      const keys = [...new Set(table.map((row) => row.key))];
      const expected = keys.map((key) => [key, ...folded(table.filter((row) => row.key === key))]);
      const sorted = (list: unknown[][]) => list.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
      expect(sorted(answer.rows)).toEqual(sorted(expected));
    }),
    { numRuns: 30 },
  );
});

function folded(group: Row[]): unknown[] {
  const numbers = group.flatMap((row) => (row.n === null ? [] : [row.n]));
  const reals = group.flatMap((row) => (row.r === null ? [] : [row.r]));
  const sum = numbers.reduce((total, value) => total + value, 0);
  const mean = reals.length === 0 ? 'NaN' : reals.reduce((total, value) => total + value, 0) / reals.length;
  return [
    group.length,
    sum,
    numbers.length === 0 ? null : Math.min(...numbers),
    reals.length === 0 ? null : Math.max(...reals),
    mean,
    numbers.filter((value) => value > 0).length,
    new Set(numbers).size,
    numbers,
  ];
}
