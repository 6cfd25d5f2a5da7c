import type { Condition, NumberOperator } from '#shared/rules/rule.ts';

/**
 * What an observed value says about a condition. `enter`: it is met. `clear`: it is no longer met. `hold`: between the
 * two limits of a hysteresis, where nothing changes. Clear never overlaps enter.
 */
export type Verdict = 'enter' | 'clear' | 'hold';

export function judgeValue(condition: Condition, value: number): Verdict {
  switch (condition.kind) {
    case 'number-is': {
      const { operator, threshold, clearThreshold = threshold } = condition;
      if (isBeyond(operator, value, threshold)) return 'enter';
      return isBeyond(operator, value, clearThreshold) ? 'hold' : 'clear';
    }
    case 'number-range': {
      const { operator, clearMargin } = condition;
      if (operator === 'inside') {
        if (isInside(condition, value, 0)) return 'enter';
        return isInside(condition, value, clearMargin) ? 'hold' : 'clear';
      }
      if (!isInside(condition, value, 0)) return 'enter';
      return isInside(condition, value, -clearMargin) ? 'clear' : 'hold';
    }
  }
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

type Range = Extract<Condition, { kind: 'number-range' }>;

/** Whether the value is in the range, widened by `margin` at both ends. */
function isInside(range: Range, value: number, margin: number): boolean {
  const [low, high] = [range.low - margin, range.high + margin];
  const isAboveLow = range.includesLow ? value >= low : value > low;
  return isAboveLow && (range.includesHigh ? value <= high : value < high);
}
