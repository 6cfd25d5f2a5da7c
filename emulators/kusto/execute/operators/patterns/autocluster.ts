import type { AutoclusterOperator } from '../../../compile/plan/plugins/patterns/autocluster.ts';
import type { OneInputRun, OperatorContext } from '../operator.ts';
import { type CodedRows, readCodedRows } from './coded-rows.ts';
import {
  allRows,
  closedPattern,
  compareValues,
  keyOf,
  matchingRows,
  type Pattern,
  patternCells,
  rounded,
  sizeOf,
  weigh,
} from './pattern.ts';

/** Share of a pattern's weight that no pattern before it captures. */
const minNewShare = 0.5;
/** Share of the rows that a pattern must capture. */
const minShare = 0.015;

/**
 * Patterns by local search: the heaviest row that no pattern captures yet is a seed; the value whose removal raises the
 * score most is dropped from it until none does. The score is the geometric mean, weighted by `sizeWeight`, of the share
 * of the rows and of how much the pattern tells: a value that most rows have tells little.
 */
export const runAutocluster: OneInputRun<AutoclusterOperator> = async function* (operator, input, context) {
  const data = withShares(await readCodedRows(input, context));
  const patterns = await clusters(data, operator, context);
  const ranked = patterns.sort(
    (a, b) => scoreOf(data, b, operator) - scoreOf(data, a, operator) || compareValues(data, a, b),
  );
  yield ranked.map((pattern, index) => [
    BigInt(index),
    BigInt(Math.round(pattern.weightA)),
    rounded((100 * pattern.weightA) / data.totalA, 1),
    ...patternCells(data, pattern, operator.wildcards),
  ]);
};

interface ScoredRows extends CodedRows {
  shares: readonly (readonly number[])[];
}

async function clusters(
  data: ScoredRows,
  operator: AutoclusterOperator,
  context: OperatorContext,
): Promise<Pattern[]> {
  const seeds = allRows(data).sort((a, b) => (data.weightsA[b] ?? 0) - (data.weightsA[a] ?? 0) || a - b);
  const captured = new Uint8Array(data.count);
  const found = new Map<string, Pattern>();
  let tried = 0;
  for (const seed of seeds) {
    if (tried === operator.seeds) break;
    if (captured[seed] === 1) continue;
    tried += 1;
    const pattern = await expand(data, seed, operator, context);
    captured[seed] = 1;
    const isKnown = found.has(keyOf(pattern));
    if (isKnown || sizeOf(pattern) === 0 || pattern.weightA < minShare * data.totalA) continue;
    const { weightA } = weigh(
      data,
      pattern.rows.filter((row) => captured[row] === 0 || row === seed),
    );
    if (weightA < minNewShare * pattern.weightA) continue;
    found.set(keyOf(pattern), pattern);
    for (const row of pattern.rows) captured[row] = 1;
  }
  return [...found.values()];
}

async function expand(
  data: ScoredRows,
  seed: number,
  operator: AutoclusterOperator,
  context: OperatorContext,
): Promise<Pattern> {
  const all = allRows(data);
  const start = data.codes.map((column) => column[seed] ?? -1);
  let best = closedPattern(data, matchingRows(data, start, all));
  for (;;) {
    let better: Pattern | null = null;
    for (const [column, code] of best.codes.entries()) {
      if (code < 0) continue;
      const codes = best.codes.map((other, at) => (at === column ? -1 : other));
      const candidate = closedPattern(data, matchingRows(data, codes, all));
      if (
        sizeOf(candidate) > 0 &&
        scoreOf(data, candidate, operator) > scoreOf(data, better ?? best, operator)
      )
        better = candidate;
      await context.pause();
    }
    if (better === null) return best;
    best = better;
  }
}

function scoreOf(data: ScoredRows, pattern: Pattern, { sizeWeight }: AutoclusterOperator): number {
  const coverage = pattern.weightA / data.totalA;
  let told = 0;
  for (const [column, code] of pattern.codes.entries())
    if (code >= 0) told += 1 - (data.shares[column]?.[code] ?? 0);
  return coverage ** sizeWeight * (told / Math.max(1, data.codes.length)) ** (1 - sizeWeight);
}

/** For each column the share of the rows that each value has. */
function withShares(data: CodedRows): ScoredRows {
  const shares = data.values.map((values) => values.map(() => 0));
  for (const [column, codes] of data.codes.entries()) {
    const own = shares[column] ?? [];
    for (const [row, code] of codes.entries())
      if (code >= 0) own[code] = (own[code] ?? 0) + (data.weightsA[row] ?? 0) / data.totalA;
  }
  return { ...data, shares };
}
