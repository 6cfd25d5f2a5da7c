import type { Activation } from '#shared/rules/activation.ts';
import type { NumberOperator, Rule } from '#shared/rules/rule.ts';
import type { Emission } from './advance.ts';

type Told = Extract<Emission, { kind: 'fired' | 'resolved' }>;

/** The stored, shown and delivered form of an emission. Its id is the same however often it is computed. */
export function describeActivation(
  rule: Rule,
  objectKey: string,
  emission: Told,
  detectedMs: number,
): Activation {
  const { kind, episode, occurredMs, decidedMs, value } = emission;
  return {
    id: `${rule.id}:${rule.version}:${objectKey}:${episode}:${kind}`,
    ruleId: rule.id,
    ruleVersion: rule.version,
    ruleTitle: rule.title,
    objectKey,
    episode,
    kind,
    severity: rule.severity,
    occurredMs,
    decidedMs,
    detectedMs,
    value,
    threshold: rule.condition.threshold,
    reason: kind === 'fired' ? whyFired(rule, objectKey, emission) : whyResolved(rule, objectKey, emission),
    cause: kind === 'resolved' ? emission.cause : null,
    simulated: rule.simulated,
  };
}

/** Stays the same from `fired` to `resolved`, over versions of the rule. */
export function episodeId(ruleId: string, objectKey: string, episode: number): string {
  return `${ruleId}:${objectKey}:${episode}`;
}

function whyFired(rule: Rule, objectKey: string, emission: Extract<Told, { kind: 'fired' }>): string {
  if (emission.isMissing) return `${objectKey} has sent nothing for ${duration(emission)}.`;
  const { operator, threshold } = rule.condition;
  const limit = `${operatorWords[operator]} ${quantity(rule, threshold)}`;
  const held =
    emission.decidedMs > emission.occurredMs ? `has been ${limit} for ${duration(emission)}` : `is ${limit}`;
  return `${rule.valueName} of ${objectKey} ${held}: ${quantity(rule, emission.value)}.`;
}

function whyResolved(rule: Rule, objectKey: string, emission: Extract<Told, { kind: 'resolved' }>): string {
  const { operator, threshold, clearThreshold = threshold } = rule.condition;
  switch (emission.cause) {
    case 'cleared': {
      const limit = `${operatorWords[operator]} ${quantity(rule, clearThreshold)}`;
      const since = emission.decidedMs > emission.occurredMs ? ` for ${duration(emission)}` : '';
      return `${rule.valueName} of ${objectKey} is no longer ${limit}${since}: ${quantity(rule, emission.value)}.`;
    }
    case 'manual':
      return `Resolved by hand; the last ${rule.valueName} of ${objectKey} was ${quantity(rule, emission.value)}.`;
    case 'missing':
      return `${objectKey} has sent nothing for ${duration(emission)}, which ends an activation of this rule.`;
    case 'rule_changed':
      return `The rule was changed; ${objectKey} does not meet its new condition.`;
    case 'rule_stopped':
      return 'The rule was stopped.';
  }
}

const operatorWords: Record<NumberOperator, string> = {
  'greater-than': 'above',
  'greater-than-or-equal': 'at or above',
  'less-than': 'below',
  'less-than-or-equal': 'at or below',
  equal: 'equal to',
  'not-equal': 'other than',
};

function quantity({ unit }: Rule, value: number | null): string {
  if (value === null) return 'unknown';
  const number = String(Number(value.toPrecision(6)));
  return unit === '' ? number : `${number} ${unit}`;
}

function duration({ occurredMs, decidedMs }: Told): string {
  const seconds = Math.round((decidedMs - occurredMs) / 100) / 10;
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}
