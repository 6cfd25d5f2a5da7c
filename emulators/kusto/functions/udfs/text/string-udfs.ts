import { capturingGroups } from '../../regex.ts';
import { checkSearch } from '../../search-limit.ts';
import type { Udf } from '../../udfs.ts';

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
    name: 'kql_regex_groups',
    parameters: ['VARCHAR'],
    returns: 'BIGINT',
    run: (pattern: string) => BigInt(capturingGroups(pattern).length),
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
  checkSearch(text, word);
  for (let count = 0n; count < occurrence; count++) {
    at = text.indexOf(word, at + 1);
    if (at < 0 || at >= until) return -1n;
  }
  return BigInt(at);
}

/** Occurrences may overlap. */
function countOf(text: string, word: string): bigint {
  if (word === '') return 0n;
  checkSearch(text, word);
  let count = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    count += 1;
  }
  return BigInt(count);
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
