import type { Activation } from '#shared/rules/activation.ts';
import type { Rule } from '#shared/rules/rule.ts';
import type { Emission } from './advance.ts';
import { clearText, enterText, limitOf, quantityText } from './condition-text.ts';

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
    threshold: limitOf(rule, value),
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
  if (emission.isMissing) return `${objectKey} has sent nothing for ${durationText(emission)}.`;
  return `${rule.valueName} of ${objectKey} ${heldText(rule, emission)}: ${quantityText(rule, emission.value)}.`;
}

/** `has been above 80 °C for 10 s`, `was above 80 °C 3 times within 1 min`. */
function heldText(rule: Rule, emission: Told): string {
  const limit = enterText(rule);
  const { occurrence } = rule;
  if (occurrence.kind === 'times')
    return `was ${limit} ${occurrence.count} times within ${durationText(emission)}`;
  return emission.decidedMs > emission.occurredMs
    ? `has been ${limit} for ${durationText(emission)}`
    : `is ${limit}`;
}

function whyResolved(rule: Rule, objectKey: string, emission: Extract<Told, { kind: 'resolved' }>): string {
  const value = quantityText(rule, emission.value);
  switch (emission.cause) {
    case 'cleared': {
      const since = emission.decidedMs > emission.occurredMs ? ` for ${durationText(emission)}` : '';
      return `${rule.valueName} of ${objectKey} is no longer ${clearText(rule)}${since}: ${value}.`;
    }
    case 'manual':
      return `Resolved by hand; the last ${rule.valueName} of ${objectKey} was ${value}.`;
    case 'missing':
      return `${objectKey} has sent nothing for ${durationText(emission)}, which ends an activation of this rule.`;
    case 'rule_changed':
      return `The rule was changed; ${objectKey} does not meet its new condition.`;
    case 'rule_stopped':
      return 'The rule was stopped.';
  }
}

function durationText({ occurredMs, decidedMs }: Told): string {
  const seconds = Math.round((decidedMs - occurredMs) / 100) / 10;
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}
