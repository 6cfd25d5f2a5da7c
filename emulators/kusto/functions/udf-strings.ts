import type { Udf } from './udfs.ts';

/** Helpers of the text functions. */
export const stringUdfs: Udf[] = [
  {
    name: 'kql_reverse',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => [...text].reverse().join(''),
  },
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
  {
    name: 'kql_regex_quote',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\#&\-~ ]/g, '\\$&'),
  },
  {
    name: 'kql_translate',
    parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR'],
    returns: 'VARCHAR',
    run: translate,
  },
];

/** Where a match may begin: from the start, which counts from the end when negative, for `length` places. */
function places(text: string, start: bigint, length: bigint): { from: number; until: number } {
  const from = start < 0n ? Math.max(0, text.length + Number(start)) : Number(start);
  return { from, until: length < 0n ? Number.POSITIVE_INFINITY : from + Number(length) };
}

function indexOf(
  text: string,
  word: string,
  start: bigint,
  length: bigint,
  occurrence: bigint,
): bigint | null {
  if (word === '' || occurrence < 1n) return null;
  const { from, until } = places(text, start, length);
  let at = from - 1;
  for (let count = 0n; count < occurrence; count++) {
    at = text.indexOf(word, at + 1);
    if (at < 0 || at >= until) return -1n;
  }
  return BigInt(at);
}

/** Matches do not overlap; a negative start is not accepted. */
function indexOfRegex(
  text: string,
  regex: string,
  start: bigint,
  length: bigint,
  occurrence: bigint,
): bigint | null {
  if (occurrence < 1n || start < 0n) return null;
  const { from, until } = places(text, start, length);
  let count = 0n;
  for (const match of text.slice(from).matchAll(new RegExp(regex, 'g'))) {
    if (from + match.index >= until) return -1n;
    count += 1n;
    if (count === occurrence) return BigInt(from + match.index);
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
  const map = new Map(
    letters.map((letter, index) => [
      letter,
      targets.length === 0 ? '' : (targets[index] ?? targets.at(-1) ?? ''),
    ]),
  );
  return [...text].map((letter) => map.get(letter) ?? letter).join('');
}
