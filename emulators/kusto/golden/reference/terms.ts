import fc from 'fast-check';
import { bool, type Column, datetime, int, long, real, string, timespan, type Value } from './kinds.ts';

export type TermType = 'long' | 'real' | 'datetime' | 'timespan' | 'bool' | 'string';

/** An expression over the columns of `columns` and its value by plain evaluation; times in days and minutes as in kinds.ts. */
export interface Term {
  type: TermType;
  text: string;
  value(row: Record<string, Value>): Value;
  toString(): string;
}

export const columns: Column[] = [
  { name: 'i', kind: int },
  { name: 'l', kind: long },
  { name: 'r', kind: real },
  { name: 'd', kind: datetime },
  { name: 't', kind: timespan },
  { name: 'b', kind: bool },
  { name: 's', kind: string },
];

export function term(type: TermType, text: string, value: Term['value']): Term {
  return { type, text, value, toString: () => text };
}

function column(type: TermType, name: string): fc.Arbitrary<Term> {
  return fc.constant(term(type, name, (row) => row[name] ?? null));
}

const number = fc.integer({ min: -4, max: 5 });
const minutesOfDay = 1440;

export const leaves: Record<TermType, fc.Arbitrary<Term>> = {
  long: fc.oneof(
    column('long', 'l'),
    column('long', 'i'),
    number.map((value) => term('long', `long(${value})`, () => value)),
  ),
  real: fc.oneof(
    column('real', 'r'),
    number.map((value) => term('real', `real(${value / 2})`, () => value / 2)),
  ),
  datetime: fc.oneof(
    column('datetime', 'd'),
    number.map((value) => term('datetime', datetime.literal(value), () => value)),
  ),
  timespan: fc.oneof(
    column('timespan', 't'),
    number.map((value) => term('timespan', `${Math.abs(value)}m`, () => Math.abs(value))),
  ),
  bool: column('bool', 'b'),
  string: fc.oneof(
    column('string', 's'),
    fc.constantFrom('a', 'A', 'b', '').map((value) => term('string', JSON.stringify(value), () => value)),
  ),
};

/** Null when any operand is. */
function sticky(compute: (...values: number[]) => Value): (...values: Value[]) => Value {
  return (...values) => (values.includes(null) ? null : compute(...values.map(Number)));
}

/** No negative zero: long has none, and texts of reals do not show it. */
const plain = (value: number) => (value === 0 ? 0 : value);

const arithmetic: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => plain(a * b),
};

function binary(
  type: TermType,
  operator: string,
  a: Term,
  b: Term,
  compute: (...values: number[]) => Value,
): Term {
  const combine = sticky(compute);
  return term(type, `(${a.text} ${operator} ${b.text})`, (row) => combine(a.value(row), b.value(row)));
}

function called(
  type: TermType,
  name: string,
  operands: Term[],
  compute: (...values: Value[]) => Value,
): Term {
  const text = `${name}(${operands.map((operand) => operand.text).join(', ')})`;
  return term(type, text, (row) => compute(...operands.map((operand) => operand.value(row))));
}

/** numerical-operators.md: integer division truncates and a remainder is never negative; both are null for a divisor 0. */
function integerDivision(operator: string, a: number, b: number): Value {
  if (b === 0) return null;
  const size = Math.abs(b);
  return operator === '/' ? plain(Math.trunc(a / b)) : plain(((a % size) + size) % size);
}

type Tie = (type: TermType) => fc.Arbitrary<Term>;

/** How terms of each type are made of others; a day has 1440 minutes. */
export const compounds: Record<'long' | 'real' | 'datetime' | 'timespan', (tie: Tie) => fc.Arbitrary<Term>> =
  {
    long: (tie) =>
      fc.oneof(
        fc
          .tuple(fc.constantFrom('+', '-', '*'), tie('long'), tie('long'))
          .map(([operator, a, b]) =>
            binary('long', operator, a, b, (x, y) => arithmetic[operator]?.(x, y) ?? null),
          ),
        fc
          .tuple(fc.constantFrom('/', '%'), tie('long'), tie('long'))
          .map(([operator, a, b]) =>
            binary('long', operator, a, b, (x, y) => integerDivision(operator, x, y)),
          ),
        tie('long').map((a) => called('long', 'abs', [a], sticky(Math.abs))),
        tie('long').map((a) =>
          term('long', `(-(${a.text}))`, (row) => sticky((x) => plain(-x))(a.value(row))),
        ),
        fc
          .tuple(tie('long'), fc.integer({ min: 1, max: 4 }))
          .map(([a, size]) =>
            term('long', `bin(${a.text}, ${size})`, (row) =>
              sticky((x) => plain(Math.floor(x / size) * size))(a.value(row)),
            ),
          ),
        fc
          .tuple(tie('bool'), tie('long'), tie('long'))
          .map(([test, a, b]) =>
            term('long', `iff(${test.text}, ${a.text}, ${b.text})`, (row) =>
              test.value(row) === true ? a.value(row) : b.value(row),
            ),
          ),
        fc
          .tuple(tie('long'), tie('long'))
          .map(([a, b]) => called('long', 'coalesce', [a, b], (x, y) => x ?? y ?? null)),
      ),
    real: (tie) =>
      fc
        .tuple(fc.constantFrom('+', '-', '*'), tie('real'), fc.oneof(tie('real'), tie('long')), fc.boolean())
        .map(([operator, a, b, isSwapped]) => {
          const [left, right] = isSwapped ? [b, a] : [a, b];
          return binary('real', operator, left, right, (x, y) => arithmetic[operator]?.(x, y) ?? null);
        }),
    datetime: (tie) =>
      fc.oneof(
        fc
          .tuple(fc.constantFrom('+', '-'), tie('datetime'), fc.integer({ min: 0, max: 3 }))
          .map(([operator, a, days]) =>
            term('datetime', `(${a.text} ${operator} ${days}d)`, (row) =>
              sticky((x) => (operator === '+' ? x + days : x - days))(a.value(row)),
            ),
          ),
        fc
          .tuple(tie('bool'), tie('datetime'), tie('datetime'))
          .map(([test, a, b]) =>
            term('datetime', `iff(${test.text}, ${a.text}, ${b.text})`, (row) =>
              test.value(row) === true ? a.value(row) : b.value(row),
            ),
          ),
      ),
    timespan: (tie) =>
      fc.oneof(
        fc
          .tuple(fc.constantFrom('+', '-'), tie('timespan'), tie('timespan'))
          .map(([operator, a, b]) =>
            binary('timespan', operator, a, b, (x, y) => arithmetic[operator]?.(x, y) ?? null),
          ),
        fc
          .tuple(tie('datetime'), tie('datetime'))
          .map(([a, b]) => binary('timespan', '-', a, b, (x, y) => (x - y) * minutesOfDay)),
        fc
          .tuple(tie('timespan'), tie('long'))
          .map(([a, b]) => binary('timespan', '*', a, b, (x, y) => plain(x * y))),
        fc
          .tuple(tie('timespan'), fc.integer({ min: 1, max: 3 }))
          .map(([a, size]) =>
            term('timespan', `bin(${a.text}, ${size}m)`, (row) =>
              sticky((x) => plain(Math.floor(x / size) * size))(a.value(row)),
            ),
          ),
      ),
  };
