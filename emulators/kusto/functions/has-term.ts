import { unsupported } from '../types/kql-error.ts';

const alphanumeric = /[\p{L}\p{N}]/u;

/** Letters that the comparisons of one call may touch: a long word in a longer text of the same letters. */
const maxWork = 20_000_000;

/** Whether the word occurs in the text, beginning and ending at the ends of terms where asked. */
export function hasTerm(text: string, word: string, startsTerm: boolean, endsTerm: boolean): boolean {
  if (word === '') return true;
  let work = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    work += word.length;
    if (work > maxWork) throw unsupported('has with so long a word');
    const before = text[at - 1] ?? ' ';
    const after = text[at + word.length] ?? ' ';
    const startFits = !startsTerm || !alphanumeric.test(word[0] ?? ' ') || !alphanumeric.test(before);
    const endFits = !endsTerm || !alphanumeric.test(word.at(-1) ?? ' ') || !alphanumeric.test(after);
    if (startFits && endFits) return true;
  }
  return false;
}
