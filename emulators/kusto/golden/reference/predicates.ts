import fc from 'fast-check';
import type { Value } from './kinds.ts';
import { compounds, leaves, type Term, type TermType, term } from './terms.ts';

type Truth = boolean | null;

const truth = (value: Value): Truth => (value === null ? null : value === true);

/** null-values.md: with one null equality is decided, with two it is null. */
export function equals(a: Value, b: Value): Truth {
  if (a === null && b === null) return null;
  return a === b;
}

export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

export function not(a: Truth): Truth {
  return a === null ? null : !a;
}

function ordered(operator: string, a: Value, b: Value): Truth {
  if (operator === '==') return equals(a, b);
  if (operator === '!=') return not(equals(a, b));
  if (a === null || b === null) return null;
  const [x, y] = [Number(a), Number(b)];
  if (operator === '<') return x < y;
  if (operator === '<=') return x <= y;
  return operator === '>' ? x > y : x >= y;
}

const stringTests: Record<string, (a: string, b: string) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '=~': (a, b) => a.toLowerCase() === b.toLowerCase(),
  '!~': (a, b) => a.toLowerCase() !== b.toLowerCase(),
  contains: (a, b) => a.toLowerCase().includes(b.toLowerCase()),
  '!contains': (a, b) => !a.toLowerCase().includes(b.toLowerCase()),
  contains_cs: (a, b) => a.includes(b),
  startswith: (a, b) => a.toLowerCase().startsWith(b.toLowerCase()),
  '!startswith_cs': (a, b) => !a.startsWith(b),
  endswith: (a, b) => a.toLowerCase().endsWith(b.toLowerCase()),
  '!endswith_cs': (a, b) => !a.endsWith(b),
};

type Tie = (type: TermType) => fc.Arbitrary<Term>;

const scalars = fc.constantFrom<TermType>('long', 'real', 'datetime', 'timespan');

function condition(text: string, test: (row: Record<string, Value>) => Truth): Term {
  return term('bool', text, test);
}

function comparison(tie: Tie): fc.Arbitrary<Term> {
  const operators = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  return scalars
    .chain((type) => fc.tuple(operators, tie(type), tie(type)))
    .map(([operator, a, b]) =>
      condition(`(${a.text} ${operator} ${b.text})`, (row) => ordered(operator, a.value(row), b.value(row))),
    );
}

/** between is two comparisons, in and !in are chains of == and !=. */
function range(tie: Tie): fc.Arbitrary<Term> {
  return scalars
    .chain((type) => fc.tuple(tie(type), tie(type), tie(type), fc.boolean()))
    .map(([a, low, high, isNegated]) => {
      const inside = (row: Record<string, Value>) =>
        and(ordered('>=', a.value(row), low.value(row)), ordered('<=', a.value(row), high.value(row)));
      return condition(
        `(${a.text} ${isNegated ? '!between' : 'between'} (${low.text} .. ${high.text}))`,
        (row) => (isNegated ? not(inside(row)) : inside(row)),
      );
    });
}

function membership(tie: Tie): fc.Arbitrary<Term> {
  const candidates = scalars.chain((type) =>
    fc.tuple(tie(type), fc.array(leaves[type], { minLength: 1, maxLength: 3 }), fc.boolean()),
  );
  return candidates.map(([a, list, isNegated]) => {
    const isIn = (row: Record<string, Value>) =>
      list.map((item) => equals(a.value(row), item.value(row))).reduce(or, false);
    const text = `(${a.text} ${isNegated ? '!in' : 'in'} (${list.map((item) => item.text).join(', ')}))`;
    return condition(text, (row) => (isNegated ? not(isIn(row)) : isIn(row)));
  });
}

function textTest(tie: Tie): fc.Arbitrary<Term> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(stringTests)), tie('string'), leaves.string)
    .map(([operator, a, b]) =>
      condition(
        `(${a.text} ${operator} ${b.text})`,
        (row) => stringTests[operator]?.(String(a.value(row)), String(b.value(row))) ?? null,
      ),
    );
}

function emptiness(tie: Tie): fc.Arbitrary<Term> {
  return scalars
    .chain((type) => fc.tuple(fc.constantFrom('isnull', 'isnotnull'), tie(type)))
    .map(([name, a]) =>
      condition(`${name}(${a.text})`, (row) => (a.value(row) === null) === (name === 'isnull')),
    );
}

function connective(tie: Tie): fc.Arbitrary<Term> {
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('and', 'or'), tie('bool'), tie('bool'))
      .map(([word, a, b]) =>
        condition(`(${a.text} ${word} ${b.text})`, (row) =>
          (word === 'and' ? and : or)(truth(a.value(row)), truth(b.value(row))),
        ),
      ),
    tie('bool').map((a) => condition(`not(${a.text})`, (row) => not(truth(a.value(row))))),
  );
}

const options = { maxDepth: 3, depthSize: 'small' } as const;

/** Terms of every type, nested a few levels deep. */
export const terms: Record<TermType, fc.Arbitrary<Term>> = fc.letrec<Record<TermType, Term>>((tie) => ({
  long: fc.oneof(options, leaves.long, compounds.long(tie)),
  real: fc.oneof(options, leaves.real, compounds.real(tie)),
  datetime: fc.oneof(options, leaves.datetime, compounds.datetime(tie)),
  timespan: fc.oneof(options, leaves.timespan, compounds.timespan(tie)),
  string: leaves.string,
  bool: fc.oneof(
    options,
    leaves.bool,
    comparison(tie),
    range(tie),
    membership(tie),
    textTest(tie),
    emptiness(tie),
    connective(tie),
  ),
}));
