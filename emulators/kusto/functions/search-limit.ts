import { unsupported } from '../types/kql-error.ts';

/** Comparisons of letters that looking for a word may take at worst: a long word in a longer text of its letters. */
const maxComparisons = 200_000_000;

/** Throws KqlError when looking for the word in the text could hold up everything else. */
export function checkSearch(text: string, word: string): void {
  if (text.length * word.length > maxComparisons)
    throw unsupported(`Looking for a word of ${word.length} letters in a text of ${text.length}`);
}
