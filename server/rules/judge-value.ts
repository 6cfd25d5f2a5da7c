import type { Condition, NumberOperator } from '#shared/rules/rule.ts';

/**
 * What an observed value says about a condition. `enter`: it is met. `clear`: it is no longer met. `hold`: between the
 * two limits of a hysteresis, where nothing changes. Clear never overlaps enter.
 */
export type Verdict = 'enter' | 'clear' | 'hold';

export function judgeValue(condition: Condition, value: number): Verdict {
  const { operator, threshold, clearThreshold = threshold } = condition;
  if (isBeyond(operator, value, threshold)) return 'enter';
  return isBeyond(operator, value, clearThreshold) ? 'hold' : 'clear';
}

function isBeyond(operator: NumberOperator, value: number, limit: number): boolean {
  switch (operator) {
    case 'greater-than':
      return value > limit;
    case 'greater-than-or-equal':
      return value >= limit;
    case 'less-than':
      return value < limit;
    case 'less-than-or-equal':
      return value <= limit;
    case 'equal':
      return value === limit;
    case 'not-equal':
      return value !== limit;
  }
}
