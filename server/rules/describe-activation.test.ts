import { describe, expect, test } from 'vitest';
import { type Rule, ruleFileSchema } from '#shared/rules/rule.ts';
import type { Emission } from './advance.ts';
import { describeActivation } from './describe-activation.ts';

function ruleWith(part: Record<string, unknown> = {}): Rule {
  const file = ruleFileSchema.parse({
    title: 'Too hot',
    severity: 'high',
    valueName: 'Temperature',
    unit: '°C',
    source: { kind: 'event-stream', hub: 'sensors', object: 'Id', value: 'Value' },
    condition: { kind: 'number-is', operator: 'greater-than', threshold: 80, clearThreshold: 75 },
    ...part,
  });
  return { ...file, id: 'too-hot', version: 2 };
}

type Told = Extract<Emission, { kind: 'fired' | 'resolved' }>;
const times = { episode: 3, occurredMs: 1_000, decidedMs: 11_000 };
const fired = (part: Partial<Told> = {}): Told =>
  ({ kind: 'fired', ...times, value: 91.23456789, isMissing: false, ...part }) as Told;
const resolved = (part: Partial<Told> = {}): Told =>
  ({ kind: 'resolved', ...times, value: 70, cause: 'cleared', ...part }) as Told;
const range = { condition: { kind: 'number-range', operator: 'outside', low: 10, high: 20, clearMargin: 2 } };

describe('what an activation says', () => {
  test.each([
    ['for how long', ruleWith(), fired(), 'Temperature of s1 has been above 80 °C for 10 s: 91.2346 °C.'],
    ['at once', ruleWith(), fired({ decidedMs: 1_000 }), 'Temperature of s1 is above 80 °C: 91.2346 °C.'],
    [
      'how often',
      ruleWith({ occurrence: { kind: 'times', count: 3, withinSeconds: 60 } }),
      fired(),
      'Temperature of s1 was above 80 °C 3 times within 10 s: 91.2346 °C.',
    ],
    [
      'outside a range',
      ruleWith(range),
      fired({ value: 25 }),
      'Temperature of s1 has been outside 10 to 20 °C for 10 s: 25 °C.',
    ],
    [
      'silence',
      ruleWith(),
      fired({ isMissing: true, decidedMs: 601_000 }),
      's1 has sent nothing for 10 min.',
    ],
    [
      'clear, for how long',
      ruleWith(),
      resolved(),
      'Temperature of s1 is no longer above 75 °C for 10 s: 70 °C.',
    ],
    [
      'clear at once',
      ruleWith(),
      resolved({ decidedMs: 1_000 }),
      'Temperature of s1 is no longer above 75 °C: 70 °C.',
    ],
    [
      'back in the range',
      ruleWith(range),
      resolved({ decidedMs: 1_000, value: 15 }),
      'Temperature of s1 is no longer outside 12 to 18 °C: 15 °C.',
    ],
    ['stopped', ruleWith(), resolved({ cause: 'rule_stopped' }), 'The rule was stopped.'],
  ])('%s', (_name, rule, emission, reason) => {
    expect(describeActivation(rule, 's1', emission, 0).reason).toBe(reason);
  });

  test('is identified by rule, version, object, episode and kind', () => {
    expect(describeActivation(ruleWith(), 's:1', fired(), 0).id).toBe('too-hot:2:s:1:3:fired');
  });

  test.each([
    [25, 20],
    [5, 10],
  ])('names the end of a range that %d is beyond', (value, threshold) => {
    expect(describeActivation(ruleWith(range), 's1', fired({ value }), 0).threshold).toBe(threshold);
  });
});
