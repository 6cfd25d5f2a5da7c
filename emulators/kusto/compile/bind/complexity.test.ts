import { expect, test } from 'vitest';
import type { CatalogSnapshot } from '../../types/schema.ts';
import { checkComplexity } from './complexity.ts';

const list = (count: number, item: (index: number) => string, separator = ', ') =>
  Array.from({ length: count }, (_, index) => item(index)).join(separator);

function check(text: string, functions: Record<string, string> = {}): void {
  const stored = Object.entries(functions).map(([name, body]) => [name, { name, body }] as const);
  const database = { functions: new Map(stored), materializedViews: new Map() };
  const catalog = { version: 1, databases: new Map([['D', database]]) } as unknown as CatalogSnapshot;
  checkComplexity(text, catalog, 'D');
}

test.each([
  ['a dashboard query', 'T | where a > ago(1h) | summarize count() by bin(t, 1m), b | render timechart'],
  ['seven hundred columns', `T | extend ${list(700, (n) => `c${n} = i + ${n}`)}`],
  ['twenty thousand values in a list', `T | where i in (${list(20_000, String)})`],
  ['a datatable of ten thousand rows', `datatable(a:long)[${list(10_000, String)}]`],
  ['a megabyte of text', `print "${'x'.repeat(1_000_000)}"`],
  [
    'brackets in literals and comments',
    `print "${'('.repeat(1000)}", @'${'['.repeat(1000)}' // ${'{'.repeat(1000)}`,
  ],
  [
    'a hundred lets on top of each other',
    `let a0 = 1; ${list(100, (n) => `let a${n + 1} = a${n} + 1;`, ' ')} print a100`,
  ],
])('%s is simple enough', (_, text) => {
  expect(() => check(text)).not.toThrow();
});

test.each([
  ['brackets', `print ${'('.repeat(300)}1${')'.repeat(300)}`],
  ['columns', `T | extend ${list(10_000, (n) => `c${n} = i + ${n}`)}`],
  ['arguments', `print case(${list(1000, (n) => `i == ${n}, ${n}`)}, 0)`],
  ['lets that double', `let a0 = 1; ${list(30, (n) => `let a${n + 1} = a${n} + a${n};`, ' ')} print a30`],
  [
    'functions that double',
    `let f0 = (x:long) { x }; ${list(30, (n) => `let f${n + 1} = (x:long) { let y = f${n}(x); f${n}(y) };`, ' ')} print f30(1)`,
  ],
  ['text', ' '.repeat(9_000_000)],
])('too many %s are refused', (_, text) => {
  expect(() => check(text)).toThrow(/CRT0015: Query complexity exceeded/);
});

test('stored functions count wherever they are named', () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [`F${n + 1}`, `{ union F${n}, F${n} }`]),
  );
  expect(() => check('F5', doubling)).not.toThrow();
  expect(() => check('F20', doubling)).toThrow(/CRT0015/);
});

test('a stored function that calls itself is left to the binder', () => {
  expect(() => check('F', { F: '{ F | union G }', G: '{ F }' })).not.toThrow();
});
