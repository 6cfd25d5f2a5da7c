import type { Udf } from './udfs.ts';

/** Helpers of the text functions. */
export const stringUdfs: Udf[] = [
  { name: 'kql_reverse', parameters: ['VARCHAR'], returns: 'VARCHAR', run: (text: string) => [...text].reverse().join('') },
  {
    name: 'kql_indexof_udf',
    parameters: ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT'],
    returns: 'BIGINT',
    run: indexOf,
  },
  {
    name: 'kql_indexof_regex',
    parameters: ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT'],
    returns: 'BIGINT',
    run: indexOfRegex,
  },
  { name: 'kql_countof', parameters: ['VARCHAR', 'VARCHAR'], returns: 'BIGINT', run: countOf },
  { name: 'kql_regex_quote', parameters: ['VARCHAR'], returns: 'VARCHAR', run: (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\#&\-~ ]/g, '\\$&') },
  { name: 'kql_translate', parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR'], returns: 'VARCHAR', run: translate },
];

function window(text: string, start: bigint, length: bigint): { from: number; text: string } {
  const from = start < 0n ? Math.max(0, text.length + Number(start)) : Number(start);
  return { from, text: length < 0n ? text.slice(from) : text.slice(from, from + Number(length)) };
}

function indexOf(text: string, word: string, start: bigint, length: bigint, occurrence: bigint): bigint | null {
  if (word === '' || occurrence < 1n) return null;
  const part = window(text, start, length);
  let at = -1;
  for (let count = 0n; count < occurrence; count++) {
    at = part.text.indexOf(word, at + 1);
    if (at < 0) return -1n;
  }
  return BigInt(part.from + at);
}

function indexOfRegex(text: string, regex: string, start: bigint, length: bigint, occurrence: bigint): bigint | null {
  if (occurrence < 1n) return null;
  const part = window(text, start, length);
  let count = 0n;
  for (const match of part.text.matchAll(new RegExp(regex, 'g'))) {
    count += 1n;
    if (count === occurrence) return BigInt(part.from + match.index);
  }
  return -1n;
}

/** Occurrences may overlap. */
function countOf(text: string, word: string): bigint {
  if (word === '') return 0n;
  let count = 0n;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) count += 1n;
  return count;
}

function translate(search: string, replacement: string, text: string): string {
  const letters = [...search];
  const targets = [...replacement];
  const map = new Map(letters.map((letter, index) => [letter, targets.length === 0 ? '' : (targets[index] ?? targets.at(-1) ?? '')]));
  return [...text].map((letter) => map.get(letter) ?? letter).join('');
}
