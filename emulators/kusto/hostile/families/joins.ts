import { family, listOf } from '../hostile-query.ts';

const everyPair = 'Numbers | extend k = 1 | join kind=inner (Numbers | extend k = 1) on k';

export const joins = family('joins that explode', [
  ['every row with every row', `${everyPair} | count`],
  ['every row with every row, all rows back', everyPair],
  ['every row with every row, sorted', `${everyPair} | sort by s asc, s1 desc | take 5`],
  ['every row with every row, grouped by both', `${everyPair} | summarize count() by i, i1 | count`],
  [
    'every row with every row three times',
    `${everyPair} | join kind=inner (Numbers | extend k = 1) on k | count`,
  ],
  [
    'full outer over one key',
    'Numbers | extend k = 1 | join kind=fullouter (Numbers | extend k = 1) on k | count',
  ],
  [
    'left outer over one key',
    'Numbers | extend k = 1 | join kind=leftouter (Numbers | extend k = 1) on k | summarize max(i1)',
  ],
  [
    'inner unique over null keys',
    'Numbers | extend k = int(null) | join (Numbers | extend k = int(null)) on k | count',
  ],
  ['lookup over one key', 'Numbers | extend k = 1 | lookup (Numbers | extend k = 1) on k | count'],
  [
    'a few keys with very many rows each',
    'Numbers | extend k = i % 3 | join kind=inner (Numbers | extend k = i % 3) on k | summarize dcount(s1)',
  ],
  ['distinct of all pairs', `${everyPair} | distinct s, s1 | count`],
  ['lists of all pairs', `${everyPair} | summarize make_list(i1) by i`],
  ['one list of all pairs', `${everyPair} | summarize make_set(strcat(s, s1))`],
  ['texts of all pairs', `${everyPair} | extend t = strcat(s, "-", s1) | summarize max(strlen(t))`],
  ['top of all pairs', `${everyPair} | top 10 by i1 desc, i asc`],
  [
    'all pairs through mv-apply',
    'Numbers | extend l = range(1, 100000) | mv-apply l to typeof(long) on (summarize sum(l)) | count',
  ],
  [
    'a long chain of joins of a table with itself',
    () => `Numbers${' | join kind=inner (Numbers) on i'.repeat(40)} | count`,
  ],
  [
    'a chain of cross joins',
    () =>
      `Numbers | extend k = 1${' | join kind=inner (Numbers | extend k = 1 | project k) on k'.repeat(8)} | count`,
  ],
  ['a union of a table a thousand times', () => `union ${listOf(1000, () => 'Numbers')} | count`],
  [
    'a union that doubles thirty times',
    () => `let t0 = Numbers; ${listOf(30, (n) => `let t${n + 1} = union t${n}, t${n};`, ' ')} t30 | count`,
  ],
  [
    'materialize that doubles forty times',
    () =>
      `let t0 = materialize(Numbers); ${listOf(40, (n) => `let t${n + 1} = materialize(union t${n}, t${n});`, ' ')} t40 | count`,
  ],
  [
    'a join that squares eight times',
    () =>
      `let t0 = Numbers | project k = 1, i; ${listOf(8, (n) => `let t${n + 1} = t${n} | join kind=inner t${n} on k | project k, i;`, ' ')} t8 | count`,
  ],
  ['dcount over all pairs of texts', `${everyPair} | summarize dcount(strcat(s, s1))`],
  ['percentiles over all pairs', `${everyPair} | summarize percentiles(i * i1, 5, 50, 95)`],
  [
    'anti join over one key',
    'Numbers | extend k = 1 | join kind=leftanti (Numbers | extend k = i % 2) on k | count',
  ],
]);
