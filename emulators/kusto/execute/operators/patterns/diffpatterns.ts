import type { DiffPatternsOperator } from '../../../compile/plan/plugins/patterns/diffpatterns.ts';
import type { OneInputRun, OperatorContext } from '../operator.ts';
import { type CodedRows, readCodedRows } from './coded-rows.ts';
import { frequentPatterns } from './frequent-patterns.ts';
import { compareValues, type Pattern, patternCells, rounded, sizeOf, weigh } from './pattern.ts';

const maxCandidates = 20_000;
/** Values that do not follow from others, in a search without a limit by the query. */
const defaultDimensions = 4;

/**
 * Patterns with the greatest difference between their shares of A and B first; each must make enough of a difference
 * among the rows that no pattern before it captures.
 */
export const runDiffPatterns: OneInputRun<DiffPatternsOperator> = async function* (operator, input, context) {
  const data = await readCodedRows(input, context);
  const candidates = await frequentPatterns(
    data,
    {
      isFrequent: (weightA, weightB) =>
        (weightA > 0 && weightA >= operator.threshold * data.totalA) ||
        (weightB > 0 && weightB >= operator.threshold * data.totalB),
      maxDimensions: operator.maxDimensions ?? defaultDimensions,
      maxPatterns: maxCandidates,
      whenTooMany: 'stop',
    },
    context,
  );
  const patterns = await significant(data, candidates, operator.threshold, context);
  yield patterns.map((pattern, index) => {
    const [shareA, shareB] = shares(data, pattern);
    return [
      BigInt(index),
      BigInt(Math.round(pattern.weightA)),
      BigInt(Math.round(pattern.weightB)),
      rounded(100 * shareA, 2),
      rounded(100 * shareB, 2),
      rounded(100 * Math.abs(shareA - shareB), 2),
      ...patternCells(data, pattern, operator.wildcards),
    ];
  });
};

async function significant(
  data: CodedRows,
  candidates: Pattern[],
  threshold: number,
  context: OperatorContext,
): Promise<Pattern[]> {
  const ranked = candidates
    .map((pattern) => ({ pattern, difference: differenceOf(data, pattern) }))
    .filter(({ difference }) => Math.abs(difference) >= threshold)
    .sort(
      (a, b) =>
        Math.abs(b.difference) - Math.abs(a.difference) ||
        sizeOf(a.pattern) - sizeOf(b.pattern) ||
        compareValues(data, a.pattern, b.pattern),
    );
  const captured = new Uint8Array(data.count);
  const kept: Pattern[] = [];
  for (const { pattern, difference } of ranked) {
    await context.pause();
    const left = weigh(
      data,
      pattern.rows.filter((row) => captured[row] === 0),
    );
    const remaining = differenceOf(data, left) * Math.sign(difference);
    if (remaining < threshold) continue;
    kept.push(pattern);
    for (const row of pattern.rows) captured[row] = 1;
  }
  return kept;
}

function shares(
  data: CodedRows,
  { weightA, weightB }: { weightA: number; weightB: number },
): [number, number] {
  return [data.totalA === 0 ? 0 : weightA / data.totalA, data.totalB === 0 ? 0 : weightB / data.totalB];
}

function differenceOf(data: CodedRows, weights: { weightA: number; weightB: number }): number {
  const [shareA, shareB] = shares(data, weights);
  return shareA - shareB;
}
