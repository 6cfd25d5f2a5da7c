import { convertTo } from '../../convert.ts';
import { callOf, type Expression, literal } from '../../logical.ts';
import type { Plugin } from '../plugin.ts';
import { defaultThreshold, minThreshold } from './basket.ts';
import { PatternArguments, type PatternOperator, patternPlan, weightOf } from './pattern-call.ts';

export interface DiffPatternsOperator extends PatternOperator {
  readonly name: 'diffpatterns';
  /** Difference of the shares of A and B that a pattern must have. */
  threshold: number;
  /** Values of a pattern that do not follow from its others; null for any number. */
  maxDimensions: number | null;
}

/**
 * `diffpatterns(SplitColumn, ValueA, ValueB [, WeightColumn, Threshold, MaxDimensions, CustomWildcard…])`: patterns that
 * hold for much more of the rows of one set than of those of the other.
 */
export const diffpatterns: Plugin = {
  lower(call) {
    const given = new PatternArguments(call);
    const split = given.column(0);
    const weight = given.weight(3);
    const threshold = given.number(4, { from: minThreshold, to: 1, what: 'Threshold' }) ?? defaultThreshold;
    const maxDimensions = given.number(5, { from: 1, to: 64, what: 'MaxDimensions' }) ?? null;
    const weightIf = (value: Expression): Expression =>
      callOf(
        'case',
        weightOf(weight).type,
        callOf('==', 'bool', convertTo('string', split), convertTo('string', value)),
        weightOf(weight),
        convertTo(weightOf(weight).type, literal('long', 0n)),
      );
    return patternPlan<DiffPatternsOperator>(call, given, {
      others: [split.name, ...(weight === null ? [] : [weight.name])],
      weightA: weightIf(given.value(1)),
      weightB: weightIf(given.value(2)),
      minShare: threshold,
      operator: (dimensions) => ({
        name: 'diffpatterns',
        threshold,
        maxDimensions,
        wildcards: given.wildcards(6, dimensions),
      }),
    });
  },
};
