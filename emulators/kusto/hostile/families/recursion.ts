import { family, listOf, nested } from '../hostile-query.ts';

export const recursion = family('recursion and subqueries', [
  ['a stored function that calls itself', 'Endless() | count'],
  ['two stored functions that call each other', 'Ping(1)'],
  ['a scalar function that calls itself', 'print EndlessScalar(1)'],
  ['a function that calls itself twice', 'EndlessTwice() | count'],
  ['a let function that calls itself', 'let f = (x:long) { f(x - 1) }; print f(10)'],
  ['let functions that call each other', 'let f = (x:long) { g(x) }; let g = (x:long) { f(x) }; print f(1)'],
  ['a view that reads itself', 'let V = view () { V | take 1 }; V'],
  [
    'invoke of a function that invokes itself',
    'let f = (T:(i:long)) { T | invoke f() }; Numbers | invoke f()',
  ],
  [
    'a chain of a thousand functions',
    () =>
      `let f0 = (x:long) { x }; ${listOf(1000, (n) => `let f${n + 1} = (x:long) { f${n}(x) };`, ' ')} print f1000(1)`,
  ],
  [
    'a chain of functions over tables',
    () =>
      `let f0 = (T:(i:long)) { T }; ${listOf(200, (n) => `let f${n + 1} = (T:(i:long)) { f${n}(T | where i > ${n}) };`, ' ')} f200(Numbers) | count`,
  ],
  [
    'functions that call three each',
    () =>
      `let f0 = (x:long) { x }; ${listOf(20, (n) => `let f${n + 1} = (x:long) { f${n}(x) + f${n}(x) + f${n}(x) };`, ' ')} print f20(1)`,
  ],
  [
    'toscalar for each of many columns',
    () => `print ${listOf(500, (n) => `c${n} = toscalar(Numbers | where i > ${n} | summarize max(i))`)}`,
  ],
  [
    'toscalar of an explosion',
    'print toscalar(Numbers | extend k = 1 | join kind=inner (Numbers | extend k = 1) on k | summarize count())',
  ],
  [
    'toscalar of an endless range',
    'print toscalar(range x from 1 to 1000000000000 step 1 | summarize sum(x))',
  ],
  ['in over an endless range', 'Numbers | where i in (range x from 1 to 1000000000000 step 1) | count'],
  [
    'materialize of an endless range',
    'let m = materialize(range x from 1 to 1000000000000 step 1); m | take 1; m | count',
  ],
  ['as and union of itself', () => `Numbers | as A ${'| union A '.repeat(30)} | count`],
  [
    'facet by every column',
    'Numbers | facet by i, s with (extend t = strrep(s, 100) | summarize count() by t)',
  ],
  [
    'fork into explosions',
    () =>
      `Numbers | extend k = 1 | fork ${listOf(10, () => '(join kind=inner (Numbers | extend k = 1) on k | count)', ' ')}`,
  ],
  [
    'a graph of everything',
    'Numbers | extend t = tostring(i % 100) | make-graph s --> t | graph-match (a)-->(b)-->(c)-->(d)-->(e) project a.s | count',
  ],
  [
    'a graph with a path of any length',
    'Numbers | where i < 300 | extend a = i, b = (i * 7 + 1) % 300 | union (Numbers | where i < 300 | extend a = i, b = (i * 3 + 2) % 300) | make-graph a --> b | graph-match (x)-[e*1..50]->(y) project x.a, y.a | count',
  ],
  [
    'shortest paths between all',
    'Numbers | where i < 3000 | extend a = i, b = (i * 7 + 1) % 3000 | make-graph a --> b with (Numbers | where i < 3000 | project a = i) on a | graph-shortest-paths (x)-[e*1..1000]->(y) project x.a, y.a | count',
  ],
  [
    'a scan with many steps',
    () => `Numbers | sort by i asc | scan with (${listOf(200, (n) => `step s${n}: i > ${n};`, ' ')}) | count`,
  ],
  [
    'a scan that matches everything',
    'Numbers | sort by i asc | scan declare (n:long = 0) with (step a output=all: true => n = a.n + 1; step b: n > 0 => n = b.n + a.n;) | count',
  ],
  [
    'a scan that carries a growing text',
    'Numbers | sort by i asc | scan declare (t:string = "") with (step a: true => t = strcat(a.t, a.t, "x");) | summarize max(strlen(t))',
  ],
  [
    'reduce over very many texts',
    'Numbers | extend t = strcat(s, " ", i * 7, " ", i * 13) | reduce by t with threshold=0.001',
  ],
  [
    'autocluster over everything',
    'Numbers | extend a = i % 3, b = i % 5, c = i % 7 | evaluate autocluster(0.01)',
  ],
  [
    'basket over everything',
    () => `Numbers | extend ${listOf(30, (n) => `c${n} = i % ${n + 2}`)} | evaluate basket(0.001)`,
  ],
  [
    'diffpatterns over everything',
    'Numbers | extend a = tostring(i % 100), b = tostring(i % 77), p = iff(i % 2 == 0, "x", "y") | evaluate diffpatterns(p, "x", "y")',
  ],
  [
    'sequence_detect over everything',
    'Numbers | extend t = datetime(2020-01-01) + i * 1s | evaluate sequence_detect(t, 365d, 365d, a = (i > 0), b = (i > 1), g)',
  ],
  [
    'funnel_sequence over everything',
    'Numbers | extend t = datetime(2020-01-01) + i * 1s | evaluate funnel_sequence(g, t, datetime(2020-01-01), datetime(2030-01-01), 365d, 1d, s, dynamic(["1", "2", "3"]))',
  ],
  [
    'union with every table',
    'union * | extend k = 1 | join kind=inner (union * | extend k = 1) on k | count',
  ],
  [
    'macro-expand over many',
    () =>
      `macro-expand entity_group [${listOf(100, () => "database('NetDefaultDB')")}] as X ( X.Numbers | count )`,
  ],
  [
    'nested partition of explosions',
    () =>
      `Numbers | partition by g (${nested(3, 'extend k = 1 | join kind=inner (Numbers | extend k = 1) on k | ', 'count', '')})`,
  ],
]);
