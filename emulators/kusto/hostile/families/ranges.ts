import { family } from '../hostile-query.ts';

export const ranges = family('huge ranges', [
  ['range of a trillion', 'range x from 1 to 1000000000000 step 1 | count'],
  ['range of a trillion, all back', 'range x from 1 to 1000000000000 step 1'],
  ['range of a trillion, grouped', 'range x from 1 to 1000000000000 step 1 | summarize count() by x'],
  ['range of a trillion, sorted', 'range x from 1 to 1000000000000 step 1 | sort by x desc | take 1'],
  ['range over all longs', 'range x from -9223372036854775808 to 9223372036854775807 step 1 | count'],
  ['range with a step of zero', 'range x from 1 to 10 step 0'],
  ['range that goes the other way', 'range x from 10 to 1 step 1 | count'],
  ['range of reals with a tiny step', 'range x from 0.0 to 1.0 step 0.000000000001 | count'],
  ['range of reals whose step is lost', 'range x from 1e300 to 1.1e300 step 1.0 | count'],
  [
    'range of time with ticks',
    'range t from datetime(0001-01-01) to datetime(9999-12-31) step 1tick | count',
  ],
  [
    'range of time over all years',
    'range t from datetime(0001-01-01) to datetime(9999-12-31) step 1s | summarize max(t)',
  ],
  ['range list with a step of zero', 'print range(1, 10, 0)'],
  [
    'expand of two long lists by row',
    'Numbers | extend a = range(1, 1000), b = range(1, 1000) | mv-expand a | mv-expand b | count',
  ],
  [
    'expand of expand of expand',
    'print l = range(1, 100000) | mv-expand a = l to typeof(long) | mv-expand b = l to typeof(long) | mv-expand c = l to typeof(long) | count',
  ],
  ['expand without limit, all back', 'Numbers | extend l = range(1, 1000) | mv-expand l'],
  ['make-series of a trillion bins', 'Numbers | make-series count() on i from 0 to 1000000000000 step 1'],
  [
    'make-series of ticks',
    'Numbers | extend t = datetime(2020-01-01) + i * 1s | make-series count() on t step 1tick',
  ],
  [
    'make-series of ticks over all years',
    'Numbers | extend t = datetime(2020-01-01) + i * 1s | make-series count() on t from datetime(0001-01-01) to datetime(9999-12-31) step 1tick',
  ],
  ['make-series with a step of zero', 'Numbers | make-series count() on i from 0 to 10 step 0'],
  ['make-series with a negative step', 'Numbers | make-series count() on i from 0 to 10 step -1'],
  ['make-series for each row', 'Numbers | make-series count() default=0 on i from 0 to 200000 step 10 by s'],
  [
    'make-series with reals',
    'Numbers | extend r = todouble(i) | make-series count() on r from 0.0 to 1.0 step 1e-12',
  ],
  [
    'bin by a tick',
    'Numbers | extend t = datetime(2020-01-01) + i * 1ms | summarize count() by bin(t, 1tick) | count',
  ],
  ['bin by zero', 'Numbers | summarize count() by bin(i, 0)'],
  ['bin by a negative', 'Numbers | summarize count() by bin(i, -1) | count'],
  ['bin by a tiny real', 'Numbers | summarize count() by bin(todouble(i), 1e-300) | count'],
  ['bin of infinities', 'print bin(real(+inf), 1e-300), bin(real(nan), 0.0), bin(real(-inf), 1e300)'],
  [
    'sliding windows over all time',
    'Numbers | extend t = datetime(2020-01-01) + i * 1s | evaluate sliding_window_counts(i, t, datetime(2020-01-01), datetime(2030-01-01), 365d, 1s)',
  ],
  ['sample of more than there is', 'Numbers | sample 1000000000000 | count'],
  ['take of more than there is', 'Numbers | take 9223372036854775807 | count'],
  ['top of everything', 'Numbers | top 9223372036854775807 by s | count'],
  [
    'top-nested for everything',
    'Numbers | top-nested 100000 of g by count(), top-nested 100000 of s by count(), top-nested 100000 of i by count()',
  ],
  ['sample-distinct of everything', 'Numbers | sample-distinct 1000000000 of s | count'],
  ['all rows a thousand times', 'Numbers | mv-expand n = range(1, 1000) | project n, s, t = strcat(s, n)'],
]);
