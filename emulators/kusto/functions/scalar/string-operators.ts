import { convertSql } from '../convert.ts';
import { type Operand, operandAt, quoted, type ScalarFunction, type ScalarTable } from '../entries.ts';
import { regexSql } from '../regex.ts';

type Test = (subject: string, word: string, constant: string | null) => string;

/** Text operators by their KQL spelling; each has a negation and, where the name says so, respects case. */
export const stringOperators: ScalarTable = {
  ...family('contains', 'contains_cs', (s, w) => `contains(${s}, ${w})`),
  ...family('startswith', 'startswith_cs', (s, w) => `starts_with(${s}, ${w})`),
  ...family('endswith', 'endswith_cs', (s, w) => `ends_with(${s}, ${w})`),
  ...family('has', 'has_cs', (s, w, constant) => hasTerm(s, w, constant, true, true)),
  ...family('hasprefix', 'hasprefix_cs', (s, w, constant) => hasTerm(s, w, constant, true, false)),
  ...family('hassuffix', 'hassuffix_cs', (s, w, constant) => hasTerm(s, w, constant, false, true)),
  has_any: wordList((tests) => tests.join(' OR ')),
  has_all: wordList((tests) => tests.join(' AND ')),
  'matches regex': {
    nulls: 'never',
    sql: (operands) => `regexp_matches(${text(operandAt(operands, 0))}, ${regexSql(operandAt(operands, 1))})`,
  },
};

function family(folded: string, exact: string, test: Test): ScalarTable {
  const make = (isFolded: boolean, isNegated: boolean): ScalarFunction => ({
    nulls: 'never',
    sql: (operands) => {
      const [subject, word] = [operandAt(operands, 0), operandAt(operands, 1)];
      const sql = isFolded
        ? test(foldedSubject(subject, word), foldedText(word), constantOf(word, true))
        : test(text(subject), text(word), constantOf(word, false));
      return isNegated ? `(NOT ${sql})` : sql;
    },
  });
  const negatedExact = exact.endsWith('_cs') ? `!${exact}` : `not${exact}`;
  return {
    [folded]: make(true, false),
    [`!${folded}`]: make(true, true),
    [exact]: make(false, false),
    [negatedExact]: make(false, true),
  };
}

function text(operand: Operand): string {
  return convertSql(operand, 'string');
}

function lower(sql: string): string {
  return `lower(${sql})`;
}

/** A word without letters is the same in either case, so the subject need not be folded for it. */
function foldedSubject(subject: Operand, word: Operand): string {
  const constant = constantOf(word, true);
  const hasLetters = constant === null || constant !== constant.toUpperCase();
  return hasLetters ? lower(text(subject)) : text(subject);
}

function foldedText(word: Operand): string {
  const constant = constantOf(word, true);
  return constant === null ? lower(text(word)) : quoted(constant);
}

function constantOf(word: Operand, isFolded: boolean): string | null {
  if (typeof word.constant !== 'string' || word.type !== 'string') return null;
  return isFolded ? word.constant.toLowerCase() : word.constant;
}

/**
 * A term is a run of letters and digits. `contains` first: it is several times faster than the expression and rejects
 * most rows.
 */
function hasTerm(
  subject: string,
  word: string,
  constant: string | null,
  startsTerm: boolean,
  endsTerm: boolean,
): string {
  if (constant === null) return `kql_has_term(${subject}, ${word}, ${startsTerm}, ${endsTerm})`;
  if (constant === '') return 'true';
  const before = startsTerm && /^[\p{L}\p{N}]/u.test(constant) ? '(^|[^\\p{L}\\p{N}])' : '';
  const after = endsTerm && /[\p{L}\p{N}]$/u.test(constant) ? '($|[^\\p{L}\\p{N}])' : '';
  const pattern = `${before}${constant.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}${after}`;
  return `(contains(${subject}, ${word}) AND regexp_matches(${subject}, ${quoted(pattern)}, 's'))`;
}

/** Words may be given one by one or as dynamic arrays. */
function wordList(combine: (tests: string[]) => string): ScalarFunction {
  return {
    nulls: 'never',
    sql: (operands) => {
      const subject = lower(text(operandAt(operands, 0)));
      const words = operands.slice(1);
      const isAny = combine(['a', 'b']).includes('OR');
      const tests = words.flatMap((word) => wordTests(subject, word, isAny));
      return `(${tests.length === 0 ? String(!isAny) : combine(tests)})`;
    },
  };
}

function wordTests(subject: string, word: Operand, isAny: boolean): string[] {
  if (word.type !== 'dynamic')
    return [hasTerm(subject, foldedText(word), constantOf(word, true), true, true)];
  const constants = constantWords(word);
  if (constants !== null) return constants.map((item) => hasTerm(subject, quoted(item), item, true, true));
  const matching = `list_filter(kql_texts(${word.sql}), lambda w: kql_has_term(${subject}, lower(w), true, true))`;
  return [
    isAny
      ? `coalesce(len(${matching}) > 0, false)`
      : `coalesce(len(${matching}) = len(kql_texts(${word.sql})), false)`,
  ];
}

function constantWords(word: Operand): string[] | null {
  if (typeof word.constant !== 'string') return null;
  const value: unknown = JSON.parse(word.constant);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)).toLowerCase());
}
