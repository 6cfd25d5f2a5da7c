import type { NumberOperator, Rule } from '#shared/rules/rule.ts';

/** What a value is when the rule's condition is met, in words: `above 80 °C`, `outside 10 to 20 °C`. */
export function enterText(rule: Rule): string {
  const { condition } = rule;
  if (condition.kind === 'number-is') {
    return `${operatorWords[condition.operator]} ${quantityText(rule, condition.threshold)}`;
  }
  return rangeText(rule, condition, 0);
}

/** What a value no longer is when the condition is clear: the same, but for hysteresis. */
export function clearText(rule: Rule): string {
  const { condition } = rule;
  if (condition.kind === 'number-is') {
    const { operator, threshold, clearThreshold = threshold } = condition;
    return `${operatorWords[operator]} ${quantityText(rule, clearThreshold)}`;
  }
  return rangeText(
    rule,
    condition,
    condition.operator === 'inside' ? condition.clearMargin : -condition.clearMargin,
  );
}

/** A value with the rule's unit; at most six significant digits. */
export function quantityText({ unit }: Rule, value: number | null): string {
  if (value === null) return 'unknown';
  const number = String(Number(value.toPrecision(6)));
  return unit === '' ? number : `${number} ${unit}`;
}

/** The one limit that a value is beyond; null when there is no single one. */
export function limitOf({ condition }: Rule, value: number | null): number | null {
  if (condition.kind === 'number-is') return condition.threshold;
  if (condition.operator === 'inside' || value === null) return null;
  return value - condition.low < condition.high - value ? condition.low : condition.high;
}

const operatorWords: Record<NumberOperator, string> = {
  'greater-than': 'above',
  'greater-than-or-equal': 'at or above',
  'less-than': 'below',
  'less-than-or-equal': 'at or below',
  equal: 'equal to',
  'not-equal': 'other than',
};

function rangeText(
  rule: Rule,
  { operator, low, high }: { operator: string; low: number; high: number },
  margin: number,
): string {
  return `${operator} ${quantityText({ ...rule, unit: '' }, low - margin)} to ${quantityText(rule, high + margin)}`;
}
