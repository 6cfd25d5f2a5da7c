import type { BasketOperator } from '../../../compile/plan/plugins/patterns/basket.ts';
import type { OneInputRun } from '../operator.ts';
import { readCodedRows } from './coded-rows.ts';
import { frequentPatterns } from './frequent-patterns.ts';
import { compareValues, patternCells, rounded, sizeOf } from './pattern.ts';

const maxPatterns = 20_000;
/** Sums of weights may miss the threshold by a rounding error. */
const tolerance = 1e-9;

/** All closed frequent patterns; those with many values and rows first. */
export const runBasket: OneInputRun<BasketOperator> = async function* (operator, input, context) {
  const data = await readCodedRows(input, context);
  const least = operator.threshold * data.totalA * (1 - tolerance);
  const patterns = await frequentPatterns(
    data,
    {
      isFrequent: (weight) => weight >= least && weight > 0,
      maxDimensions: operator.maxDimensions,
      maxPatterns,
      whenTooMany: 'error',
    },
    context,
  );
  const ranked = patterns
    .map((pattern) => ({ pattern, score: pattern.weightA * sizeOf(pattern) }))
    .sort((a, b) => b.score - a.score || compareValues(data, a.pattern, b.pattern));
  yield ranked.map(({ pattern }, index) => [
    BigInt(index),
    BigInt(Math.round(pattern.weightA)),
    rounded((100 * pattern.weightA) / data.totalA, 1),
    ...patternCells(data, pattern, operator.wildcards),
  ]);
};
