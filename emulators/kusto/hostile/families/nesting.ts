import { family, listOf, nested } from '../hostile-query.ts';

export const nesting = family('deep nesting', [
  ['parentheses', () => `print ${nested(10_000, '(', '1', ')')}`],
  ['parentheses of tables', () => `${nested(3000, '(', 'Numbers', ')')} | count`],
  ['function calls', () => `print ${nested(3000, 'abs(', '1', ')')}`],
  ['strcat calls', () => `print ${nested(2000, 'strcat("a", ', '"b"', ')')}`],
  ['iff calls', () => `print ${nested(1500, 'iff(1 == 1, ', '1', ', 2)')}`],
  ['case calls', () => `print ${nested(800, 'case(1 == 2, 1, ', '1', ')')}`],
  ['not calls', () => `Numbers | where ${nested(2000, 'not(', 'i > 1', ')')} | count`],
  ['minus signs', () => `print ${'- '.repeat(10_000)}1`],
  ['sums', () => `print ${listOf(10_000, () => '1', ' + ')}`],
  ['a hundred thousand sums', () => `print ${listOf(100_000, () => '1', ' + ')}`],
  ['string concatenation by sums', () => `print ${listOf(5000, (n) => `${n} * ${n}`, ' - ')}`],
  ['pipes', () => `Numbers${' | where i > 1'.repeat(3000)} | count`],
  ['pipes of extend', () => `Numbers${' | extend i = i + 1'.repeat(1000)} | count`],
  ['pipes of summarize', () => `Numbers${' | summarize i = sum(i) by s'.repeat(300)} | count`],
  ['pipes of sort', () => `Numbers${' | sort by i asc'.repeat(300)} | count`],
  ['lets', () => `let a0 = 1; ${listOf(3000, (n) => `let a${n + 1} = a${n} + 1;`, ' ')} print a3000`],
  [
    'lets that double',
    () => `let a0 = 1; ${listOf(60, (n) => `let a${n + 1} = a${n} + a${n};`, ' ')} print a60`,
  ],
  ['extends that double', () => `print a = 1${' | extend a = a + a'.repeat(60)}`],
  [
    'lambdas that double',
    () =>
      `let f0 = (x:long) { x + 1 }; ${listOf(40, (n) => `let f${n + 1} = (x:long) { f${n}(f${n}(x)) };`, ' ')} print f40(1)`,
  ],
  [
    'tabular lambdas that double',
    () =>
      `let f0 = () { Numbers }; ${listOf(30, (n) => `let f${n + 1} = () { union (f${n}()), (f${n}()) };`, ' ')} f30() | count`,
  ],
  ['let statements in functions', () => `${nested(200, 'let f = () { ', 'print 1', ' }; f()')}`],
  ['unions', () => `${nested(500, 'union (', 'Numbers', '), Numbers')} | count`],
  ['joins in joins', () => `${nested(60, 'Numbers | join kind=inner (', 'Numbers', ') on i')} | count`],
  [
    'subqueries in in',
    () => `${nested(100, 'Numbers | where i in ((', 'Numbers | project i', ') | project i)')} | count`,
  ],
  ['toscalar in toscalar', () => `print ${nested(100, 'toscalar(print ', '1', ')')}`],
  [
    'toscalar of a count in each other',
    () => `print ${nested(40, 'toscalar(Numbers | where i > ', '1', ' | count)')}`,
  ],
  ['materialize in materialize', () => `${nested(200, 'materialize(', 'Numbers', ')')} | count`],
  ['arrays', () => `print dynamic(${nested(5000, '[', '1', ']')})`],
  ['objects', () => `print dynamic(${nested(5000, '{"a":', '1', '}')})`],
  ['arrays in parse_json', 'print parse_json(strcat(strrep("[", 100000), strrep("]", 100000)))'],
  [
    'objects in parse_json',
    'print parse_json(strcat(strrep("{\\"a\\":", 100000), "1", strrep("}", 100000)))',
  ],
  [
    'arrays in parse_json, by access',
    'print parse_json(strcat(strrep("[", 50000), strrep("]", 50000)))[0][0][0]',
  ],
  ['xml', 'print parse_xml(strcat(strrep("<a>", 20000), strrep("</a>", 20000)))'],
  [
    'xml entities that double',
    () =>
      `print parse_xml('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x0 "xxxxxxxxxx">${listOf(12, (n) => `<!ENTITY x${n + 1} "&x${n};&x${n};&x${n};&x${n};&x${n};&x${n};&x${n};&x${n};&x${n};&x${n};">`, '')}]><a>&x12;</a>')`,
  ],
  ['paths', () => `print d = dynamic({"a":1}) | project d${'.a'.repeat(3000)}`],
  ['indexers', () => `print d = dynamic([1]) | project d${'[0]'.repeat(3000)}`],
  ['pack_array calls', () => `print ${nested(500, 'pack_array(', '1', ')')}`],
  ['bag_pack calls', () => `print ${nested(500, 'bag_pack("a", ', '1', ')')}`],
  [
    'partition in partition',
    'Numbers | partition by g (partition by s (partition by i (summarize count())))',
  ],
  ['fork in fork', () => `Numbers | fork ${listOf(200, (n) => `(where i == ${n} | count)`, ' ')}`],
  ['brackets that never close', () => `print ${'('.repeat(50_000)}`],
  ['braces that never close', () => `let f = () ${'{'.repeat(50_000)}`],
  ['quotes that never close', () => `print "${'x'.repeat(500_000)}`],
  ['comments only', () => '//'.repeat(500_000)],
]);
