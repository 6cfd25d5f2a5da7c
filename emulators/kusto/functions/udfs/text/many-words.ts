import { type Json, parseJson, printJson } from '../../../types/json.ts';
import { unsupported } from '../../../types/kql-error.ts';
import { hasTerm } from '../../has-term.ts';
import type { UdfFunction } from '../udf-function.ts';

/** Functions that look for the words of an array in a text. */
export const manyWordsFunctions: Record<string, UdfFunction> = {
  has_any_index: {
    takes: ['string', 'dynamic'],
    gives: 'long',
    seesNulls: true,
    run: (text: string, words: string | null) => anyIndex(text, words === null ? null : parseJson(words)),
  },
  replace_strings: {
    takes: ['string', 'dynamic', 'dynamic'],
    gives: 'string',
    seesNulls: true,
    run: (text: string, lookups: string | null, rewrites: string | null) =>
      replaceStrings(text, textsOf(lookups), textsOf(rewrites)),
  },
};

/** Position of the first word that is a term of the text; -1 when none is. */
function anyIndex(text: string, words: Json): bigint {
  if (!Array.isArray(words)) return -1n;
  const folded = text.toLowerCase();
  return BigInt(
    words.findIndex((word) => {
      const term = typeof word === 'string' ? word : printJson(word);
      return hasTerm(folded, term.toLowerCase(), true, true);
    }),
  );
}

/** The strings of an array by position; null for an element that is none. */
function textsOf(array: string | null): (string | null)[] {
  const items = array === null ? null : parseJson(array);
  return Array.isArray(items) ? items.map((item) => (typeof item === 'string' ? item : null)) : [];
}

interface Piece {
  text: string;
  isMatched: boolean;
}

/** Letters of the text times lookups. */
const maxWork = 20_000_000;

/** Each lookup in turn takes what those before it left; a match without a rewrite stays as it is. */
function replaceStrings(text: string, lookups: (string | null)[], rewrites: (string | null)[]): string {
  if (text.length * lookups.length > maxWork)
    throw unsupported('replace_strings() of so long a text by so many words');
  let pieces: Piece[] = [{ text, isMatched: false }];
  for (const [index, lookup] of lookups.entries()) {
    if (lookup === null || lookup === '') continue;
    const match = { text: rewrites[index] ?? lookup, isMatched: true };
    pieces = pieces.flatMap((piece) =>
      piece.isMatched ? [piece] : separated(piece.text.split(lookup), match),
    );
  }
  return pieces.map((piece) => piece.text).join('');
}

function separated(texts: string[], match: Piece): Piece[] {
  return texts.flatMap((text, index) => {
    const piece = { text, isMatched: false };
    return index === 0 ? [piece] : [match, piece];
  });
}
