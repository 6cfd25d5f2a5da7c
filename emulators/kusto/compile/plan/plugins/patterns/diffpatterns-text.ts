import type { ComputedOperator } from '../../computed.ts';
import { convertTo } from '../../convert.ts';
import type { Plan } from '../../logical.ts';
import { projection } from '../../operators/project.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin } from '../plugin.ts';
import { defaultThreshold, minThreshold } from './basket.ts';
import { PatternArguments } from './pattern-call.ts';

/** Reads rows of a text and the numbers of rows with it for which the condition holds and does not. */
export interface TextPatternsOperator extends ComputedOperator {
  readonly name: 'diffpatterns-text';
  /** Tokens of a pattern that are not wildcards. */
  minTokens: number;
  /** Tokens of a pattern with its wildcards. */
  maxTokens: number;
  /** Difference of the shares of both sets that a pattern must have. */
  threshold: number;
}

const defaultMinTokens = 1;
const mostTokens = 20;

/**
 * `diffpatterns_text(Text, Condition [, MinTokens, Threshold, MaxTokens])`: runs of words that are in many more of the
 * texts for which the condition holds than of the others, or the reverse.
 */
export const diffpatternsText: Plugin = {
  lower(call) {
    const given = new PatternArguments(call);
    const minTokens = given.number(2, { from: 0, to: 200, what: 'MinTokens' }) ?? defaultMinTokens;
    const threshold = given.number(3, { from: minThreshold, to: 1, what: 'Threshold' }) ?? defaultThreshold;
    const maxTokens = given.number(4, { from: 0, to: mostTokens, what: 'MaxTokens' }) ?? mostTokens;
    const texts = projection(call.input, [
      { name: 'Text', type: 'string', expression: convertTo('string', given.value(0)) },
      { name: 'Holds', type: 'bool', expression: convertTo('bool', given.value(1)) },
    ]);
    const input = lowerText(
      'Texts | summarize A = countif(Holds), N = count() by Text | project Text, A, B = N - A',
      { tables: { Texts: texts } },
      call.lowering,
    );
    const operator: TextPatternsOperator = { name: 'diffpatterns-text', minTokens, maxTokens, threshold };
    const plan: Plan = {
      kind: 'compute',
      inputs: [input],
      operator,
      columns: call.columns,
      isSerialized: true,
    };
    return finished(plan, call.columns);
  },
};
