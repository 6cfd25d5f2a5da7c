import { describe, expect, test } from 'vitest';
import { type RuleFile, ruleFileSchema } from '#shared/rules/rule.ts';
import type { StoredRule } from '../store/rule-state.ts';
import { meaningOf, planRules } from './plan-rules.ts';
import type { LoadedRules } from './rule-files.ts';
import { testRuleFile } from './test-rule.ts';

const fileWith = (part: Record<string, unknown> = {}): RuleFile => ruleFileSchema.parse(testRuleFile(part));
const source = { kind: 'event-stream', hub: 'test', object: 'id', value: 'humidity', time: 'time' };

function storedAs(state: StoredRule['state'], file = fileWith()): StoredRule {
  return { id: 'r', version: 3, meaning: meaningOf(file), definition: JSON.stringify(file), state };
}

function loadedAs(file: RuleFile | 'broken' | 'gone', isComplete = true): LoadedRules {
  const isFile = typeof file !== 'string';
  return {
    rules: new Map(isFile ? [['r', file]] : []),
    brokenIds: new Set(file === 'broken' ? ['r'] : []),
    problems: [],
    isComplete,
  };
}

describe('what to do with a rule', () => {
  test.each([
    ['a new one begins', null, loadedAs(fileWith()), { kind: 'begin', rule: { version: 1 } }],
    ['a new one that is not enabled is left', null, loadedAs(fileWith({ enabled: false })), null],
    ['the same goes on', storedAs('running'), loadedAs(fileWith()), { kind: 'go-on', rule: { version: 3 } }],
    [
      'another title is the same rule',
      storedAs('running'),
      loadedAs(fileWith({ title: 'Other', severity: 'low', maximumObjects: 5 })),
      { kind: 'go-on', rule: { version: 3, title: 'Other' } },
    ],
    [
      'another period is another version',
      storedAs('running'),
      loadedAs(fileWith({ occurrence: { kind: 'stays', seconds: 20 } })),
      { kind: 'change', readsSameValues: true, rule: { version: 4 } },
    ],
    [
      'another value is another version that can not be compared',
      storedAs('running'),
      loadedAs(fileWith({ source })),
      { kind: 'change', readsSameValues: false, rule: { version: 4 } },
    ],
    [
      'one that is not enabled any more stops under the version that fired',
      storedAs('running'),
      loadedAs(fileWith({ enabled: false, source })),
      { kind: 'stop', rule: { version: 3 } },
    ],
    ['a deleted one stops', storedAs('running'), loadedAs('gone'), { kind: 'stop', rule: { version: 3 } }],
    [
      'a broken one goes on as it was',
      storedAs('running'),
      loadedAs('broken'),
      { kind: 'go-on', rule: { version: 3 } },
    ],
    ['an unreadable folder stops nothing', storedAs('running'), loadedAs('gone', false), { kind: 'go-on' }],
    ['a stopped one that is deleted is left', storedAs('stopped'), loadedAs('gone'), null],
    [
      'a stopped one that is enabled begins again',
      storedAs('stopped'),
      loadedAs(fileWith()),
      { kind: 'begin', rule: { version: 3 } },
    ],
    [
      'a stopped one that was edited begins as another version',
      storedAs('stopped'),
      loadedAs(fileWith({ source })),
      { kind: 'begin', rule: { version: 4 } },
    ],
  ])('%s', (_name, stored, loaded, expected) => {
    const planned = planRules(stored === null ? [] : [stored], loaded);
    expect(planned).toHaveLength(expected === null ? 0 : 1);
    if (expected !== null) expect(planned[0]).toMatchObject(expected);
  });
});
