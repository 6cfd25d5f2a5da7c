import { literal } from '../../logical.ts';
import type { Plugin } from '../plugin.ts';
import { PatternArguments, type PatternOperator, patternPlan, weightOf } from './pattern-call.ts';

export interface AutoclusterOperator extends PatternOperator {
  readonly name: 'autocluster';
  /** How much the number of rows counts against the number of shared values, 0 to 1. */
  sizeWeight: number;
  seeds: number;
}

const defaultSizeWeight = 0.5;
const defaultSeeds = 25;
const maxSeeds = 1_000;
/** Values in less of the rows than this are in no pattern. */
const minShare = 0.015;

/** `autocluster([SizeWeight, WeightColumn, NumSeeds, CustomWildcard…])`: a few patterns that capture much of the rows. */
export const autocluster: Plugin = {
  lower(call) {
    const given = new PatternArguments(call);
    const sizeWeight = given.number(0, { from: 0, to: 1, what: 'SizeWeight' }) ?? defaultSizeWeight;
    const weight = given.weight(1);
    const seeds = given.number(2, { from: 1, to: maxSeeds, what: 'NumSeeds' }) ?? defaultSeeds;
    return patternPlan<AutoclusterOperator>(call, given, {
      others: weight === null ? [] : [weight.name],
      weightA: weightOf(weight),
      weightB: literal('long', 0n),
      minShare,
      operator: (dimensions) => ({
        name: 'autocluster',
        sizeWeight,
        seeds,
        wildcards: given.wildcards(3, dimensions),
      }),
    });
  },
};
