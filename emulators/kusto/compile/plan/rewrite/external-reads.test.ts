import { expect, test } from 'vitest';
import type { CatalogSnapshot, DatabaseSchema } from '../../../types/schema.ts';
import { compile } from '../../compile.ts';

const table = {
  name: 'E',
  columns: ['a', 'b', 'c'].map((name) => ({ name, type: 'long' as const })),
  source: { format: 'csv', paths: ['x'], includeHeaders: 'None' as const, namePrefix: '', fileExtension: '' },
  mappings: [],
  folder: '',
  docString: '',
};
const database: DatabaseSchema = {
  name: 'D',
  prettyName: '',
  tables: new Map(),
  functions: new Map(),
  materializedViews: new Map(),
  externalTables: new Map([['E', table]]),
};
const catalog: CatalogSnapshot = { version: 1, databases: new Map([['D', database]]) };
const e = 'external_table("E")';

test.each<[string, string[], number | null]>([
  [e, ['a', 'b', 'c'], null],
  [`${e} | take 5`, ['a', 'b', 'c'], 5],
  [`${e} | take 5 | take 3`, ['a', 'b', 'c'], 3],
  [`${e} | take 0`, ['a', 'b', 'c'], 0],
  [`${e} | where a > 1 | take 5`, ['a', 'b', 'c'], null],
  [`${e} | sample 5`, ['a', 'b', 'c'], null],
  [`${e} | top 5 by a`, ['a', 'b', 'c'], null],
  [`${e} | project b | take 5`, ['b'], 5],
  [`${e} | project-away b | take 5`, ['a', 'c'], 5],
  [`${e} | extend d = a + 1 | take 5 | project d`, ['a'], null],
  [`${e} | count`, [], null],
  [`${e} | take 7 | count`, [], 7],
  [`${e} | where a > 1 | summarize count() by bin(c, 10)`, ['a', 'c'], null],
  [`${e} | extend d = a + 1, f = b | summarize sum(d)`, ['a'], null],
  [`${e} | serialize n = row_number() | take 3 | project n`, [], null],
  [`${e} | sort by c asc | project a, p = prev(b)`, ['a', 'b', 'c'], null],
  [`${e} | summarize arg_max(a, *)`, ['a', 'b', 'c'], null],
  [`${e} | summarize arg_max(a, b)`, ['a', 'b'], null],
  [`${e} | distinct *`, ['a', 'b', 'c'], null],
  [`${e} | project s = pack_all()`, ['a', 'b', 'c'], null],
  [`${e} | where a in ((${e} | project b)) | project c`, ['a', 'b', 'c'], null],
  [`${e} | project a | union (${e} | project b | take 2)`, ['a', 'b'], null],
  [`${e} | take 2 | union (${e} | take 4)`, ['a', 'b', 'c'], 4],
  [
    `let t = materialize(${e} | take 9); t | project a | join (t | project b) on $left.a == $right.b`,
    ['a', 'b'],
    9,
  ],
  [`${e} | join (range a from 1 to 3 step 1) on a | project a`, ['a', 'b', 'c'], null],
  [`${e} | partition by a (top 1 by b | project c)`, ['a', 'b', 'c'], null],
  [`${e} | make-series count() on a from 1 to 5 step 1 by b`, ['a', 'b', 'c'], null],
])('%s reads %j, at most %j rows', (text, wanted, limit) => {
  const { results } = compile({ text, database: 'D', catalog });
  const operators = results[0]?.program.stages.map((stage) => stage.operator);
  expect(operators).toEqual([expect.objectContaining({ name: 'external-table', wanted, limit })]);
});
