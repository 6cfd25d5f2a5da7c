import { KqlError } from '../../../types/kql-error.ts';
import type { OperatorContext } from '../operator.ts';
import type { CodedRows } from './coded-rows.ts';
import { allRows, closedPattern, keyOf, type Pattern, weigh } from './pattern.ts';

interface FrequentOptions {
  /** Whether rows of these weights are enough for a pattern; must hold for a set when it holds for a part of it. */
  isFrequent(weightA: number, weightB: number): boolean;
  /** Values of a pattern that do not follow from its others. */
  maxDimensions: number;
  /** Patterns after which no more are looked for: an error, or an end of the search. */
  maxPatterns: number;
  whenTooMany: 'error' | 'stop';
}

/**
 * All closed frequent patterns (Apriori): those to which no value can be added without losing rows. Patterns with fewer
 * values that do not follow from others come first.
 */
export async function frequentPatterns(
  data: CodedRows,
  options: FrequentOptions,
  context: OperatorContext,
): Promise<Pattern[]> {
  const found = new Map<string, Pattern>();
  const all = allRows(data);
  let level: Branch[] = [{ rows: all, closed: closedPattern(data, all), next: 0 }];
  const [root] = level;
  if (root?.closed.codes.some((code) => code >= 0)) found.set(keyOf(root.closed), root.closed);
  for (let depth = 0; depth < options.maxDimensions && level.length > 0; depth++) {
    const below: Branch[] = [];
    for (const branch of level) {
      for await (const grown of extensions(data, branch, options, context)) {
        found.set(keyOf(grown.closed), grown.closed);
        below.push(grown);
      }
      if (found.size <= options.maxPatterns && below.length <= options.maxPatterns) continue;
      if (options.whenTooMany === 'stop') return [...found.values()];
      throw tooManyPatterns(options.maxPatterns);
    }
    level = below;
  }
  return [...found.values()];
}

interface Branch {
  rows: readonly number[];
  closed: Pattern;
  /** The first column from which values may still be added; each set of values is met once. */
  next: number;
}

/** The branch with one more value, of each column that it does not restrict yet. */
async function* extensions(
  data: CodedRows,
  branch: Branch,
  options: FrequentOptions,
  context: OperatorContext,
): AsyncGenerator<Branch> {
  for (let column = branch.next; column < data.codes.length; column++) {
    if ((branch.closed.codes[column] ?? -1) >= 0) continue;
    const groups = rowsByCode(data.codes[column] ?? [], branch.rows);
    await context.pause();
    for (const rows of groups) {
      if (rows === undefined) continue;
      const { weightA, weightB } = weigh(data, rows);
      if (!options.isFrequent(weightA, weightB)) continue;
      yield { rows, closed: closedPattern(data, rows), next: column + 1 };
      await context.pause();
    }
  }
}

function rowsByCode(codes: readonly number[], rows: readonly number[]): (number[] | undefined)[] {
  const groups: (number[] | undefined)[] = [];
  for (const row of rows) {
    const code = codes[row] ?? -1;
    if (code < 0) continue;
    const group = groups[code];
    if (group === undefined) groups[code] = [row];
    else group.push(row);
  }
  return groups;
}

function tooManyPatterns(limit: number): KqlError {
  return new KqlError(
    'semantic',
    'SEM0420',
    `Semantic error: SEM0420: evaluate: the data has more than ${limit} frequent patterns. Raise the threshold, lower the number of dimensions or project fewer columns.`,
  );
}
