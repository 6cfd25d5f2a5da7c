import { checkSearch } from './search-limit.ts';

const alphanumeric = /[\p{L}\p{N}]/u;

/** Whether the word occurs in the text, beginning and ending at the ends of terms where asked. */
export function hasTerm(text: string, word: string, startsTerm: boolean, endsTerm: boolean): boolean {
  if (word === '') return true;
  checkSearch(text, word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + word.length] ?? ' ';
    const startFits = !startsTerm || !alphanumeric.test(word[0] ?? ' ') || !alphanumeric.test(before);
    const endFits = !endsTerm || !alphanumeric.test(word.at(-1) ?? ' ') || !alphanumeric.test(after);
    if (startFits && endFits) return true;
  }
  return false;
}
