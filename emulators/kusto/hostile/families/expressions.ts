import { family, listOf } from '../hostile-query.ts';

export const expressions = family('very wide queries', [
  ['ten thousand or terms', () => `Numbers | where ${listOf(10_000, (n) => `i == ${n}`, ' or ')} | count`],
  ['ten thousand and terms', () => `Numbers | where ${listOf(10_000, (n) => `i != ${n}`, ' and ')} | count`],
  [
    'ten thousand or terms over text',
    () => `Numbers | where ${listOf(10_000, (n) => `s has "t${n}"`, ' or ')} | count`,
  ],
  [
    'two thousand contains',
    () => `Texts | where ${listOf(2000, (n) => `line contains "t${n}"`, ' or ')} | count`,
  ],
  ['a hundred thousand values in in', () => `Numbers | where i in (${listOf(100_000, String)}) | count`],
  [
    'a hundred thousand texts in in~',
    () => `Numbers | where s in~ (${listOf(50_000, (n) => `"${n}"`)}) | count`,
  ],
  [
    'a hundred thousand texts in has_any',
    () => `Numbers | where s has_any (${listOf(20_000, (n) => `"${n}x"`)}) | count`,
  ],
  ['ten thousand columns', () => `print ${listOf(10_000, (n) => `c${n} = ${n}`)}`],
  [
    'ten thousand columns of a table',
    () => `Numbers | extend ${listOf(10_000, (n) => `c${n} = i + ${n}`)} | count`,
  ],
  ['ten thousand columns of rows', () => `Numbers | extend ${listOf(10_000, (n) => `c${n} = i + ${n}`)}`],
  ['ten thousand aggregates', () => `Numbers | summarize ${listOf(10_000, (n) => `a${n} = sum(i + ${n})`)}`],
  [
    'ten thousand group keys',
    () => `Numbers | summarize count() by ${listOf(10_000, (n) => `k${n} = i + ${n}`)} | count`,
  ],
  ['ten thousand arguments of strcat', () => `print strcat(${listOf(10_000, (n) => `"${n}"`)})`],
  ['ten thousand arguments of pack_array', () => `print pack_array(${listOf(10_000, String)})`],
  [
    'ten thousand arguments of case',
    () => `Numbers | extend c = case(${listOf(5000, (n) => `i == ${n}, ${n}`)}, 0) | summarize sum(c)`,
  ],
  ['ten thousand arguments of max_of', () => `print max_of(${listOf(10_000, String)})`],
  ['a datatable of fifty thousand rows', () => `datatable(a:long)[${listOf(50_000, String)}] | count`],
  [
    'a datatable of ten thousand columns',
    () => `datatable(${listOf(10_000, (n) => `c${n}:long`)})[${listOf(10_000, String)}]`,
  ],
  ['a dynamic literal of a megabyte', () => `print dynamic([${listOf(150_000, String)}])`],
  ['five megabytes of text', () => `print 1 // ${'x'.repeat(5_000_000)}`],
  ['five megabytes of spaces', () => `print ${' '.repeat(5_000_000)}1`],
  ['five megabytes of semicolons', () => `print 1${';'.repeat(5_000_000)}`],
  ['five megabytes of brackets', () => `print ${'[]'.repeat(2_500_000)}`],
  ['five megabytes of words', () => 'print '.repeat(850_000)],
  ['a thousand statements', () => listOf(1000, (n) => `Numbers | where i > ${n} | count`, '; ')],
  ['ten thousand statements', () => listOf(10_000, (n) => `print ${n}`, '; ')],
  [
    'project-reorder over ten thousand columns',
    () => `print ${listOf(3000, (n) => `c${n} = ${n}`)} | project-reorder c9*, * granny-asc`,
  ],
  ['bag_unpack of many keys', 'Numbers | summarize b = make_bag(bag_pack(s, i)) | evaluate bag_unpack(b)'],
  ['pivot of many values', 'Numbers | evaluate pivot(s, count())'],
  ['union of tables with other columns each', () => `union ${listOf(300, (n) => `(print a${n} = 1)`)}`],
  ['search everywhere', 'search "1" or "2" or "3" | count'],
  ['search with very many terms', () => `search ${listOf(2000, (n) => `"term${n}"`, ' or ')} | count`],
  ['find everywhere', 'find where s has "1" | count'],
  ['a name of a megabyte', () => `print ${'n'.repeat(1_000_000)} = 1`],
  ['a table name of a megabyte', () => `['${'n'.repeat(1_000_000)}'] | count`],
  ['a sort by a thousand columns', () => `Numbers | sort by ${listOf(1000, (n) => `i % ${n + 1}`)} | take 1`],
]);
