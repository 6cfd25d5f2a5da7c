import { semanticError } from '../../types/kql-error.ts';
import type { KustoType } from '../../types/schema.ts';
import { convertValue, plainText } from './convert-value.ts';
import {
  type CallTypes,
  type Evaluation,
  type EvaluationTable,
  typeAt,
  type Value,
  valueAt,
} from './function-table.ts';

/** Text functions and operators. */
export const texts: EvaluationTable = {
  strcat: ofTexts((...parts) => bounded(parts.join(''))),
  strcat_delim: ofTexts((delimiter = '', ...parts) => bounded(parts.join(delimiter))),
  strlen: ofTexts((text = '') => BigInt([...text].length)),
  tolower: ofTexts((text = '') => text.toLowerCase()),
  toupper: ofTexts((text = '') => text.toUpperCase()),
  substring: (call) => (values) => {
    const start = longAt(call, values, 1);
    const length = call.operands.length > 2 ? longAt(call, values, 2) : null;
    if (start === null) return '';
    return substring([...textAt(call, values, 0)], Number(start), length === null ? null : Number(length));
  },
  ...family('contains', 'contains_cs', (text, word) => text.includes(word)),
  ...family('startswith', 'startswith_cs', (text, word) => text.startsWith(word)),
  ...family('endswith', 'endswith_cs', (text, word) => text.endsWith(word)),
  ...family('has', 'has_cs', (text, word) => hasTerm(text, word, true, true)),
  ...family('hasprefix', 'hasprefix_cs', (text, word) => hasTerm(text, word, true, false)),
  ...family('hassuffix', 'hassuffix_cs', (text, word) => hasTerm(text, word, false, true)),
};

/** A text that grows with every row must not grow without end. */
const maxTextLength = 1024 * 1024;

function bounded(text: string): string {
  if (text.length > maxTextLength)
    throw tooLong(`a text of more than ${maxTextLength} characters grew from row to row.`);
  return text;
}

function textAt(call: CallTypes, values: readonly Value[], index: number): string {
  return plainText(valueAt(values, index), typeAt(call, index)) ?? '';
}

function longAt(call: CallTypes, values: readonly Value[], index: number): Value {
  return convertValue(valueAt(values, index), typeAt(call, index), 'long');
}

function ofTexts(work: (...texts: string[]) => Value): Evaluation {
  return (call) => (values) => work(...values.map((_, index) => textAt(call, values, index)));
}

/** A negative start counts from the end; a negative length gives nothing. */
function substring(letters: string[], start: number, length: number | null): string {
  if (length !== null && length <= 0) return '';
  const from = start < 0 ? Math.max(letters.length + start, 0) : start;
  return letters.slice(from, length === null ? undefined : from + length).join('');
}

function family(
  folded: string,
  exact: string,
  test: (text: string, word: string) => boolean,
): EvaluationTable {
  const make =
    (isFolded: boolean, isNegated: boolean): Evaluation =>
    (call) =>
    (values) => {
      const [text, word] = [textAt(call, values, 0), textAt(call, values, 1)];
      const holds = isFolded ? test(text.toLowerCase(), word.toLowerCase()) : test(text, word);
      return holds !== isNegated;
    };
  return {
    [folded]: make(true, false),
    [`!${folded}`]: make(true, true),
    [exact]: make(false, false),
    [`!${exact}`]: make(false, true),
  };
}

const alphanumeric = /[\p{L}\p{N}]/u;

function hasTerm(text: string, word: string, startsTerm: boolean, endsTerm: boolean): boolean {
  if (word === '') return true;
  const guardsStart = startsTerm && alphanumeric.test(word[0] ?? '');
  const guardsEnd = endsTerm && alphanumeric.test(word.at(-1) ?? '');
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const startFits = !guardsStart || !alphanumeric.test(text[at - 1] ?? '');
    const endFits = !guardsEnd || !alphanumeric.test(text[at + word.length] ?? '');
    if (startFits && endFits) return true;
  }
  return false;
}

const conversionTypes: Record<string, KustoType> = {
  tobool: 'bool',
  toboolean: 'bool',
  toint: 'int',
  tolong: 'long',
  toreal: 'real',
  todouble: 'real',
  todecimal: 'decimal',
  todatetime: 'datetime',
  totimespan: 'timespan',
  totime: 'timespan',
  toguid: 'guid',
  tostring: 'string',
  todynamicvalue: 'dynamic',
};

/** Conversions by the names of their functions. */
export const conversions: EvaluationTable = Object.fromEntries(
  Object.entries(conversionTypes).map(([name, type]): [string, Evaluation] => [
    name,
    (call) => (values) => convertValue(valueAt(values, 0), typeAt(call, 0), type),
  ]),
);

function tooLong(what: string): Error {
  return semanticError('SEM0420', `Semantic error: SEM0420: ${what}`);
}
