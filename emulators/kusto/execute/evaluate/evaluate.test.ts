import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestEngine } from '../../golden/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.open();
});
afterAll(() => engine[Symbol.dispose]());

const row = fc.record({
  n: fc.option(fc.integer({ min: -30, max: 30 })),
  i: fc.option(fc.integer({ min: -5, max: 5 })),
  r: fc.option(fc.integer({ min: -40, max: 40 }).map((value) => value / 8)),
  s: fc.constantFrom('', 'a', 'B c', '12', '-3.5', 'true', 'éa'),
  t: fc.option(fc.integer({ min: 0, max: 100_000 })),
  d: fc.constantFrom('null', '[1,"x",{"k":2.5}]', '{"k":"12","l":[3]}', '"text"', '7'),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

/** Expressions over the columns, which stand behind the prefix `@`. */
const expressions = fc.letrec<Record<'long' | 'real' | 'bool' | 'string' | 'datetime' | 'timespan', string>>(
  (tie) => ({
    long: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('@n', '@i', '7', 'long(null)'),
      fc.tuple(tie('long'), fc.constantFrom('+', '-', '*', '/', '%'), tie('long')).map(binary),
      call('tolong', tie('real')),
      call('strlen', tie('string')),
      call('tolong', tie('string')),
      fc.tuple(tie('bool'), tie('long'), tie('long')).map(([c, a, b]) => `iff(${c}, ${a}, ${b})`),
      fc.tuple(tie('long'), tie('long')).map(([a, b]) => `coalesce(${a}, ${b})`),
      fc.tuple(tie('long'), tie('long')).map(([a, b]) => `max_of(${a}, ${b})`),
      fc.constantFrom(
        'tolong(@d.k)',
        'tolong(@d[0])',
        'array_length(@d)',
        'array_length(@d.l)',
        'bin(@n, 4)',
      ),
      fc.constantFrom('datetime_diff("hour", @t, datetime(2020-01-01))', 'hourofday(@t)'),
    ),
    real: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('@r', '2.5', 'real(null)', 'toreal(@s)', 'bin(@r, 0.5)', 'toreal(@d.k)'),
      fc.tuple(tie('real'), fc.constantFrom('+', '-', '*', '/'), tie('real')).map(binary),
      call('toreal', tie('long')),
      call('abs', tie('real')),
    ),
    bool: fc.oneof(
      { maxDepth: 3 },
      comparison(tie('long')),
      comparison(tie('real')),
      fc.tuple(tie('string'), fc.constantFrom('==', '!='), tie('string')).map(binary),
      comparison(tie('datetime')),
      fc.tuple(tie('bool'), fc.constantFrom('and', 'or'), tie('bool')).map(binary),
      call('not', tie('bool')),
      call('isnull', tie('long')),
      call('isempty', tie('string')),
      fc.tuple(tie('long'), tie('long'), tie('long')).map(([a, b, c]) => `(${a} between (${b} .. ${c}))`),
      fc
        .tuple(tie('string'), fc.constantFrom('has', '!has', 'contains', 'startswith_cs', '=~', '!~'))
        .map(([s, operator]) => `(${s} ${operator} 'a')`),
      fc
        .tuple(tie('long'), fc.constantFrom('in', '!in'))
        .map(([a, operator]) => `(${a} ${operator} (1, 2, 7))`),
    ),
    string: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('@s', '"x"', 'tostring(@d)', 'tostring(@d.l)', 'tostring(@t)', 'tostring(@d[1])'),
      fc.tuple(tie('string'), tie('string')).map(([a, b]) => `strcat(${a}, ${b})`),
      call('tostring', tie('long')),
      call('tostring', tie('real')),
      call('tostring', tie('timespan')),
      call('toupper', tie('string')),
      tie('string').map((s) => `substring(${s}, 1, 2)`),
      fc.tuple(tie('bool'), tie('string'), tie('string')).map(([c, a, b]) => `iff(${c}, ${a}, ${b})`),
    ),
    datetime: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom('@t', 'datetime(2020-02-01)', 'bin(@t, 1h)', 'startofday(@t)', 'startofweek(@t)'),
      fc.tuple(tie('datetime'), tie('timespan')).map(([a, b]) => `(${a} + ${b})`),
    ),
    timespan: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom('1h', '90s', 'totimespan(@n)'),
      fc.tuple(tie('datetime'), tie('datetime')).map(([a, b]) => `(${a} - ${b})`),
      fc.tuple(tie('timespan'), tie('long')).map(([a, b]) => `(${a} * ${b})`),
    ),
  }),
);

function binary([left, operator, right]: [string, string, string]): string {
  return `(${left} ${operator} ${right})`;
}

function call(name: string, operand: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return operand.map((text) => `${name}(${text})`);
}

function comparison(side: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(side, fc.constantFrom('==', '!=', '<', '>='), side).map(binary);
}

const typed = fc
  .constantFrom('long', 'real', 'bool', 'string', 'datetime', 'timespan')
  .chain((type) => expressions[type as keyof typeof expressions].map((text) => ({ type, text })));

function datatable(rows: Row[]): string {
  const cells = rows.map(({ n, i, r, s, t, d }) => {
    const at = `datetime(${t === null ? 'null' : new Date(1_577_836_800_000 + t * 1000).toISOString()})`;
    return `long(${n}), int(${i}), real(${r}), '${s}', ${at}, dynamic(${d})`;
  });
  return `datatable(n:long, i:int, r:real, s:string, t:datetime, d:dynamic)[${cells.join(', ')}]`;
}

test('what an operator evaluates over the record before is what SQL gives for it', async () => {
  const table = fc.array(row, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(table, fc.array(typed, { minLength: 3, maxLength: 8 }), async (rows, columns) => {
      const [first] = rows;
      if (first === undefined) return;
      const direct = columns.map(({ text }, index) => `c${index} = ${text.replaceAll('@', '')}`);
      const expected = await engine.query(`${datatable(rows)} | project ${direct.join(', ')}`);
      const declared = columns.map(({ type }, index) => `c${index}:${type}`);
      const assigned = columns.map(({ text }, index) => `c${index} = ${text.replaceAll('@', 'one.')}`);
      const names = columns.map((_, index) => `c${index}`).join(', ');
      const scanned = await engine.query(
        `${datatable([...rows, first])} | scan declare (${declared.join(', ')}) with (step one: true => ${assigned.join(', ')};) | project ${names}`,
      );
      expect(scanned.rows.slice(1)).toEqual(expected.rows);
    }),
    { numRuns: 10 },
  );
}, 30_000);
