import { literal } from '../../logical.ts';
import type { Plugin } from '../plugin.ts';
import { PatternArguments, type PatternOperator, patternPlan, weightOf } from './pattern-call.ts';

export interface BasketOperator extends PatternOperator {
  readonly name: 'basket';
  /** Share of the weight that a pattern must have. */
  threshold: number;
  /** Values of a pattern that do not follow from its others. */
  maxDimensions: number;
}

export const defaultThreshold = 0.05;
export const minThreshold = 0.015;
const defaultDimensions = 5;

/** `basket([Threshold, WeightColumn, MaxDimensions, CustomWildcard…])`: all patterns that are frequent enough. */
export const basket: Plugin = {
  lower(call) {
    const given = new PatternArguments(call);
    const threshold = given.number(0, { from: minThreshold, to: 1, what: 'Threshold' }) ?? defaultThreshold;
    const weight = given.weight(1);
    const maxDimensions = given.number(2, { from: 1, to: 64, what: 'MaxDimensions' }) ?? defaultDimensions;
    return patternPlan<BasketOperator>(call, given, {
      others: weight === null ? [] : [weight.name],
      weightA: weightOf(weight),
      weightB: literal('long', 0n),
      minShare: threshold,
      operator: (dimensions) => ({
        name: 'basket',
        threshold,
        maxDimensions,
        wildcards: given.wildcards(3, dimensions),
      }),
    });
  },
};
