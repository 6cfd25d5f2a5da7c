import type { ReduceOperator } from '../../compile/plan/operators/reduce.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { Cell } from '../cells.ts';
import { type OneInputRun, type OperatorContext, readAllRows } from './operator.ts';

/** Texts of one pattern. A term of the pattern is null where its texts differ. */
interface Group {
  pattern: (string | null)[];
  /** What stands before each term, and after the last one. */
  separators: string[];
  count: bigint;
  representative: string;
  texts: string[];
}

/** Comparisons of terms that one run may make. */
const maxComparisons = 50_000_000;

/** Puts texts with enough equal terms in the same places into groups; rare ones become `others` (reduce-operator.md). */
export const runReduce: OneInputRun<ReduceOperator> = async function* (operator, input, context) {
  const rows = await readAllRows(input, context);
  const total = rows.reduce((sum, [, count]) => sum + BigInt(count as bigint), 0n);
  const groups = await groupTexts(rows, operator, context);
  const isRare = (group: Group) => Number(group.count) <= operator.threshold * Number(total);
  const kept = groups.filter((group) => !isRare(group));
  const rare = groups.filter(isRare);
  const results = kept.map((group) => ({
    pattern: printPattern(group, operator),
    count: group.count,
    representative: group.representative,
    texts: group.texts,
  }));
  if (rare.length > 0) {
    results.push({
      pattern: 'others',
      count: rare.reduce((sum, group) => sum + group.count, 0n),
      representative: '',
      texts: rare.flatMap((group) => group.texts),
    });
  }
  results.sort((a, b) => (a.count === b.count ? 0 : a.count > b.count ? -1 : 1));
  yield results.flatMap(({ pattern, count, representative, texts }): Cell[][] =>
    operator.perText
      ? texts.map((text) => [text, pattern, count, representative])
      : [[pattern, count, representative]],
  );
};

async function groupTexts(
  rows: readonly (readonly Cell[])[],
  operator: ReduceOperator,
  context: OperatorContext,
): Promise<Group[]> {
  const groups: Group[] = [];
  const byTerm = new GroupIndex();
  for (const [text, count] of rows) {
    const value = String(text ?? '');
    const rowsOfText = BigInt((count ?? 0n) as bigint);
    const { terms, separators } = split(value, operator.separators);
    const similar = byTerm.find(terms, operator.threshold);
    if (similar === undefined) {
      const group = { pattern: terms, separators, count: rowsOfText, representative: value, texts: [value] };
      groups.push(group);
      byTerm.add(group);
    } else {
      similar.pattern = similar.pattern.map((term, at) => (term === terms[at] ? term : null));
      similar.count += rowsOfText;
      similar.texts.push(value);
    }
    await context.pause();
  }
  return groups;
}

/** Groups by the terms of their first text and the places of these: only such groups can be similar to a text. */
class GroupIndex {
  readonly #groups = new Map<string, Group[]>();
  #comparisons = 0;

  add(group: Group): void {
    for (const key of keysOf(group.pattern)) {
      const known = this.#groups.get(key);
      if (known === undefined) this.#groups.set(key, [group]);
      else known.push(group);
    }
  }

  /** The first group that is similar enough. Texts of one term share nothing unless they are equal, and they are distinct. */
  find(terms: readonly string[], threshold: number): Group | undefined {
    if (terms.length < 2) return undefined;
    for (const key of keysOf(terms)) {
      for (const group of this.#groups.get(key) ?? []) {
        this.#comparisons += terms.length;
        if (this.#comparisons > maxComparisons) throw tooManyTexts();
        if (isSimilar(group.pattern, terms, threshold)) return group;
      }
    }
    return undefined;
  }
}

function keysOf(terms: readonly (string | null)[]): string[] {
  return terms.map((term, place) => `${terms.length} ${place} ${term}`);
}

function tooManyTexts(): KustoError {
  return new KustoError(
    'LowMemoryCondition',
    'Query execution lacks resources to complete: reduce has too many unlike texts. Filter the rows before it.',
  );
}

function split(text: string, separators: string | null): { terms: string[]; separators: string[] } {
  const parts: { terms: string[]; separators: string[] } = { terms: [], separators: [] };
  let between = '';
  let term = '';
  for (const letter of text) {
    const isBreak = separators === null ? !/[\p{L}\p{N}]/u.test(letter) : separators.includes(letter);
    if (!isBreak) {
      term += letter;
      continue;
    }
    if (term !== '') {
      parts.separators.push(between);
      parts.terms.push(term);
      [between, term] = ['', ''];
    }
    between += letter;
  }
  if (term !== '') {
    parts.separators.push(between);
    parts.terms.push(term);
    between = '';
  }
  parts.separators.push(between);
  return parts;
}

function isSimilar(
  pattern: readonly (string | null)[],
  terms: readonly string[],
  threshold: number,
): boolean {
  const equal = terms.filter((term, index) => term === pattern[index]).length;
  return equal > 0 && equal / terms.length >= threshold;
}

/** Differing terms as `*`; separators that the query names go with them. */
function printPattern({ pattern, separators }: Group, operator: ReduceOperator): string {
  const isAbsorbed = (index: number) =>
    operator.separators !== null && (pattern[index] === null || (index > 0 && pattern[index - 1] === null));
  const parts = pattern.flatMap((term, index) => [
    isAbsorbed(index) ? '' : (separators[index] ?? ''),
    term ?? '*',
  ]);
  const last = isAbsorbed(pattern.length) ? '' : (separators[pattern.length] ?? '');
  return `${parts.join('')}${last}`.replaceAll(/\*{2,}/g, '*');
}
