import { describe, expect, test } from 'vitest';
import { type Rule, ruleFileSchema } from '#shared/rules/rule.ts';
import { advance, type Emission, type Input } from './advance.ts';
import { type Instance, newInstance } from './instance.ts';

function ruleWith(part: Record<string, unknown> = {}): Rule {
  const file = ruleFileSchema.parse({
    title: 'Too hot',
    severity: 'high',
    source: { kind: 'event-stream', hub: 'sensors', object: 'Id', value: 'Value', time: 'Time' },
    condition: { kind: 'number-is', operator: 'greater-than', threshold: 80, clearThreshold: 75 },
    occurrence: { kind: 'stays', seconds: 10 },
    ...part,
  });
  return { ...file, id: 'too-hot', version: 1 };
}

const observed = (seconds: number, value: number): Input => ({
  kind: 'observed',
  atMs: seconds * 1000,
  value,
  lagMs: 0,
});
const time = (seconds: number): Input => ({ kind: 'time', nowMs: seconds * 1000 });

function run(rule: Rule, inputs: Input[]): { instance: Instance; emissions: Emission[] } {
  let instance = newInstance({ fireIfAlreadyTrue: rule.fireIfAlreadyTrue, episode: 0 });
  const emissions: Emission[] = [];
  for (const input of inputs) {
    const step = advance(rule, instance, input);
    instance = step.instance;
    emissions.push(...step.emissions);
  }
  return { instance, emissions };
}

/** `fired@10`, `resolved(cleared)@25`: what was emitted and when it was decided, in seconds. */
function told(emissions: Emission[]): string[] {
  return emissions.map((emission) => {
    const cause = emission.kind === 'resolved' ? `(${emission.cause})` : '';
    return `${emission.kind}${cause}@${emission.decidedMs / 1000}`;
  });
}

const atOnce = { occurrence: { kind: 'at-once' } };
const missing = (policy: string) => ({ missing: { afterSeconds: 60, policy } });
const fired = [observed(0, 90), observed(10, 91)];

interface Case {
  name: string;
  rule?: Record<string, unknown>;
  inputs: Input[];
  state: string;
  told: string[];
}

const cases: Case[] = [
  {
    name: '1: the condition is met and nothing more is asked',
    rule: atOnce,
    inputs: [observed(0, 81)],
    state: 'firing',
    told: ['fired@0'],
  },
  { name: '2: the condition is met but must stay', inputs: [observed(0, 81)], state: 'pending', told: [] },
  {
    name: '3: a pending condition that is no longer met',
    inputs: [observed(0, 81), observed(5, 80)],
    state: 'ok',
    told: [],
  },
  {
    name: '3: a pending condition between the two limits is not met',
    inputs: [observed(0, 81), observed(5, 78), observed(9, 90), time(18)],
    state: 'pending',
    told: [],
  },
  {
    name: '4: it stayed, by the time alone',
    inputs: [observed(0, 81), time(10)],
    state: 'firing',
    told: ['fired@10'],
  },
  { name: '4: not a moment earlier', inputs: [observed(0, 81), time(9.999)], state: 'pending', told: [] },
  {
    name: '4: it stayed until an observation says the contrary',
    inputs: [observed(0, 81), observed(12, 20)],
    state: 'ok',
    told: ['fired@10', 'resolved(cleared)@12'],
  },
  {
    name: '4: it stayed until an observation that goes on',
    inputs: [observed(0, 81), observed(30, 82)],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '5: clear ends it',
    inputs: [...fired, observed(20, 75)],
    state: 'ok',
    told: ['fired@10', 'resolved(cleared)@20'],
  },
  {
    name: '5: between the two limits nothing ends',
    inputs: [...fired, observed(20, 75.1), observed(30, 80)],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '6: clear must hold before it ends',
    rule: { keepFiringSeconds: 30 },
    inputs: [...fired, observed(20, 70)],
    state: 'recovering',
    told: ['fired@10'],
  },
  {
    name: '7: not clear any more',
    rule: { keepFiringSeconds: 30 },
    inputs: [...fired, observed(20, 70), observed(25, 78)],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '8: clear long enough',
    rule: { keepFiringSeconds: 30 },
    inputs: [...fired, observed(20, 70), observed(25, 71), time(50)],
    state: 'ok',
    told: ['fired@10', 'resolved(cleared)@50'],
  },
  {
    name: '9 keep: a silent object goes on firing',
    rule: missing('keep'),
    inputs: [...fired, time(1_000)],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '9 nodata',
    rule: missing('nodata'),
    inputs: [...fired, time(1_000)],
    state: 'nodata',
    told: ['fired@10', 'nodata@70'],
  },
  {
    name: '9 fire',
    rule: missing('fire'),
    inputs: [observed(0, 20), time(1_000)],
    state: 'firing',
    told: ['fired@60'],
  },
  {
    name: '9 fire: what already fires is not fired again',
    rule: missing('fire'),
    inputs: [...fired, time(1_000)],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '9 resolve: only by the own policy of the rule',
    rule: missing('resolve'),
    inputs: [...fired, time(1_000)],
    state: 'ok',
    told: ['fired@10', 'resolved(missing)@70'],
  },
  {
    name: '9: not before its time',
    rule: missing('resolve'),
    inputs: [...fired, time(69.999)],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '10: data returns to an open episode',
    rule: missing('nodata'),
    inputs: [...fired, time(70), observed(100, 85)],
    state: 'firing',
    told: ['fired@10', 'nodata@70', 'data-returned@100'],
  },
  {
    name: '10: data returns and is clear',
    rule: missing('nodata'),
    inputs: [...fired, time(70), observed(100, 20)],
    state: 'ok',
    told: ['fired@10', 'nodata@70', 'data-returned@100', 'resolved(cleared)@100'],
  },
  {
    name: '10: data returns where nothing was open',
    rule: { ...missing('nodata'), ...atOnce },
    inputs: [observed(0, 20), time(70), observed(100, 90)],
    state: 'firing',
    told: ['nodata@60', 'data-returned@100', 'fired@100'],
  },
  {
    name: '10: silence does not count as recovering',
    rule: { ...missing('nodata'), keepFiringSeconds: 100 },
    inputs: [...fired, observed(20, 70), time(80), observed(130, 90)],
    state: 'firing',
    told: ['fired@10', 'nodata@80', 'data-returned@130'],
  },
  {
    name: '11: resolved by hand, and not armed while still true',
    inputs: [...fired, { kind: 'resolved-by-user' }, observed(11, 90), observed(60, 95)],
    state: 'ok',
    told: ['fired@10', 'resolved(manual)@10'],
  },
  {
    name: '11: armed again once it was not true',
    inputs: [...fired, { kind: 'resolved-by-user' }, observed(11, 79), observed(12, 95), time(22)],
    state: 'firing',
    told: ['fired@10', 'resolved(manual)@10', 'fired@22'],
  },
  {
    name: '11: nothing to resolve',
    inputs: [observed(0, 81), { kind: 'resolved-by-user' }],
    state: 'pending',
    told: [],
  },
  {
    name: '12: an edit that is still true keeps the episode',
    inputs: [...fired, { kind: 'rule-changed', readsSameValues: true }],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '12: an edit of what the rule reads ends it',
    inputs: [...fired, { kind: 'rule-changed', readsSameValues: false }],
    state: 'ok',
    told: ['fired@10', 'resolved(rule_changed)@10'],
  },
  {
    name: '13: a stopped rule',
    inputs: [...fired, { kind: 'rule-stopped' }],
    state: 'ok',
    told: ['fired@10', 'resolved(rule_stopped)@10'],
  },
  {
    name: '13: nothing was open',
    inputs: [observed(0, 81), { kind: 'rule-stopped' }],
    state: 'ok',
    told: [],
  },
  {
    name: '14: an error changes nothing',
    inputs: [...fired, { kind: 'failed' }, { kind: 'failed' }],
    state: 'firing',
    told: ['fired@10'],
  },
  {
    name: '14: nor what is pending',
    inputs: [observed(0, 81), { kind: 'failed' }],
    state: 'pending',
    told: [],
  },
];

describe('each transition of the state machine', () => {
  test.each(cases)('$name', ({ rule, inputs, state, told: expected }) => {
    const result = run(ruleWith(rule), inputs);
    expect(result.instance.state).toBe(state);
    expect(told(result.emissions)).toEqual(expected);
  });
});

const threeTimes = { occurrence: { kind: 'times', count: 3, withinSeconds: 60 } };
const countCases: Case[] = [
  {
    name: 'the third time within the window fires',
    inputs: [observed(0, 90), observed(10, 20), observed(20, 90), observed(30, 20), observed(50, 90)],
    state: 'firing',
    told: ['fired@50'],
  },
  {
    name: 'a time that is too long ago does not count',
    inputs: [observed(0, 90), observed(20, 90), observed(60, 90)],
    state: 'pending',
    told: [],
  },
  {
    name: 'counting ends when nothing was met for the window',
    inputs: [observed(0, 90), observed(20, 90), time(80)],
    state: 'ok',
    told: [],
  },
  {
    name: 'counting begins anew after an activation',
    inputs: [
      observed(0, 90),
      observed(1, 90),
      observed(2, 90),
      observed(3, 20),
      observed(4, 90),
      observed(5, 90),
    ],
    state: 'pending',
    told: ['fired@2', 'resolved(cleared)@3'],
  },
  {
    name: 'a silence without data keeps what was counted within the window',
    rule: missing('nodata'),
    inputs: [observed(0, 90), observed(1, 90), time(40), observed(59, 90)],
    state: 'firing',
    told: ['fired@59'],
  },
  {
    name: 'an edit begins to count anew',
    inputs: [
      observed(0, 90),
      observed(1, 90),
      { kind: 'rule-changed', readsSameValues: true },
      observed(2, 90),
    ],
    state: 'pending',
    told: [],
  },
];

describe('a condition that must be met several times', () => {
  test.each(countCases)('$name', ({ rule, inputs, state, told: expected }) => {
    const result = run(ruleWith({ ...threeTimes, ...rule }), inputs);
    expect(result.instance.state).toBe(state);
    expect(told(result.emissions)).toEqual(expected);
  });

  test('says when the first of them was', () => {
    const { emissions } = run(ruleWith(threeTimes), [observed(5, 90), observed(10, 90), observed(15, 90)]);
    expect(emissions).toMatchObject([{ occurredMs: 5_000, decidedMs: 15_000 }]);
  });
});

describe('details of transitions', () => {
  test('a firing says when the condition began to hold and when that was decided', () => {
    const { emissions } = run(ruleWith(), [observed(3, 81), observed(9, 88), time(20)]);
    expect(emissions).toEqual([
      { kind: 'fired', episode: 1, occurredMs: 3_000, decidedMs: 13_000, value: 88, isMissing: false },
    ]);
  });

  test('an end that had to hold says when it began', () => {
    const { emissions } = run(ruleWith({ keepFiringSeconds: 30 }), [...fired, observed(20, 70), time(99)]);
    expect(emissions[1]).toMatchObject({
      kind: 'resolved',
      occurredMs: 20_000,
      decidedMs: 50_000,
      value: 70,
    });
  });

  test('a relapse while recovering counts as a flap of the same episode', () => {
    const { instance } = run(ruleWith({ keepFiringSeconds: 30 }), [
      ...fired,
      observed(20, 70),
      observed(21, 90),
    ]);
    expect(instance).toMatchObject({ episode: 1, flaps: 1 });
  });

  test('episodes are counted', () => {
    const { emissions } = run(ruleWith(atOnce), [observed(0, 90), observed(1, 0), observed(2, 90)]);
    expect(emissions.map((emission) => ('episode' in emission ? emission.episode : null))).toEqual([1, 1, 2]);
  });

  test('a silent object is marked as stale, and no longer once it is observed', () => {
    const rule = ruleWith(missing('keep'));
    expect(run(rule, [...fired, time(70)]).instance.isStale).toBe(true);
    expect(run(rule, [...fired, time(70), observed(80, 90)]).instance.isStale).toBe(false);
  });

  test('an observation that is not newer than what is decided changes nothing', () => {
    const before = run(ruleWith(), [observed(0, 81), time(10)]);
    const after = advance(ruleWith(), before.instance, observed(10, 0));
    expect(after).toEqual({ instance: before.instance, emissions: [] });
  });

  test('an object that already meets the condition when first seen is not activated if the rule says so', () => {
    const rule = ruleWith({ ...atOnce, fireIfAlreadyTrue: false });
    expect(told(run(rule, [observed(0, 90), observed(1, 91)]).emissions)).toEqual([]);
    expect(told(run(rule, [observed(0, 90), observed(1, 70), observed(2, 90)]).emissions)).toEqual([
      'fired@2',
    ]);
  });

  test('an edit that is no longer true ends the episode under the new version', () => {
    const { instance } = run(ruleWith(), fired);
    const edited = ruleWith({ condition: { kind: 'number-is', operator: 'greater-than', threshold: 95 } });
    const step = advance(edited, instance, { kind: 'rule-changed', readsSameValues: true });
    expect(told([...step.emissions])).toEqual(['resolved(rule_changed)@10']);
  });

  test('an edit does not fire by itself', () => {
    const { instance } = run(ruleWith(), [observed(0, 50)]);
    const edited = ruleWith({
      ...atOnce,
      condition: { kind: 'number-is', operator: 'greater-than', threshold: 40 },
    });
    const step = advance(edited, instance, { kind: 'rule-changed', readsSameValues: true });
    expect(step.emissions).toEqual([]);
    expect(told([...advance(edited, step.instance, observed(1, 50)).emissions])).toEqual(['fired@1']);
  });
});
