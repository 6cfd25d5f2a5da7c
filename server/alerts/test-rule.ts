import { type Rule, ruleFileSchema } from '#shared/rules/rule.ts';

/** A rule for tests: value above 80 for 10 s, clear at 75 or less. */
export function testRuleFile(part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'Too hot',
    severity: 'high',
    source: { kind: 'event-stream', hub: 'test', object: 'id', value: 'value', time: 'time' },
    condition: { kind: 'number-is', operator: 'greater-than', threshold: 80, clearThreshold: 75 },
    occurrence: { kind: 'stays', seconds: 10 },
    ...part,
  };
}

export function testRule(part: Record<string, unknown> = {}): Rule {
  return { ...ruleFileSchema.parse(testRuleFile(part)), id: 'too-hot', version: 1 };
}

/** The body of an event that the rule reads. */
export function reading(id: string, value: number, atMs: number) {
  return { id, value, time: new Date(atMs).toISOString() };
}
