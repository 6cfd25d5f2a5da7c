import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionSchema, numberOperators } from '#shared/rules/rule.ts';
import { judgeValue } from './judge-value.ts';

describe('the verdict on a value', () => {
  test.each([
    [
      'greater-than',
      80,
      75,
      [
        [80, 'hold'],
        [80.01, 'enter'],
        [75, 'clear'],
        [75.01, 'hold'],
      ],
    ],
    [
      'greater-than-or-equal',
      80,
      75,
      [
        [80, 'enter'],
        [79.9, 'hold'],
        [75, 'hold'],
        [74.9, 'clear'],
      ],
    ],
    [
      'less-than',
      10,
      12,
      [
        [10, 'hold'],
        [9.9, 'enter'],
        [12, 'clear'],
        [11.9, 'hold'],
      ],
    ],
    [
      'less-than-or-equal',
      10,
      12,
      [
        [10, 'enter'],
        [12, 'hold'],
        [12.1, 'clear'],
      ],
    ],
    [
      'equal',
      3,
      undefined,
      [
        [3, 'enter'],
        [3.1, 'clear'],
      ],
    ],
    [
      'not-equal',
      3,
      undefined,
      [
        [3, 'clear'],
        [4, 'enter'],
      ],
    ],
  ] as const)('%s', (operator, threshold, clearThreshold, expected) => {
    for (const [value, verdict] of expected) {
      expect(judgeValue({ kind: 'number-is', operator, threshold, clearThreshold }, value)).toBe(verdict);
    }
  });

  test('without hysteresis a value is either met or clear', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...numberOperators),
        fc.double(),
        fc.double(),
        (operator, threshold, value) => {
          expect(judgeValue({ kind: 'number-is', operator, threshold }, value)).not.toBe('hold');
        },
      ),
    );
  });

  test.each([
    ['greater-than', 80, 81],
    ['less-than', 10, 9],
    ['equal', 3, 3],
  ] as const)('a limit to clear that contradicts %s is refused', (operator, threshold, clearThreshold) => {
    const result = conditionSchema.safeParse({ kind: 'number-is', operator, threshold, clearThreshold });
    expect(result.error?.issues.map(({ path }) => path)).toEqual([['clearThreshold']]);
  });
});

describe('the verdict on a range', () => {
  const range = (part: Record<string, unknown>) =>
    conditionSchema.parse({ kind: 'number-range', operator: 'outside', low: 10, high: 20, ...part });

  test.each([
    ['outside', {}, { 9.9: 'enter', 10: 'clear', 20: 'clear', 20.1: 'enter' }],
    [
      'outside, without its ends',
      { includesLow: false, includesHigh: false },
      { 10: 'enter', 11: 'clear', 20: 'enter' },
    ],
    [
      'outside, with hysteresis',
      { clearMargin: 2 },
      { 9: 'enter', 11: 'hold', 12: 'clear', 18: 'clear', 19: 'hold' },
    ],
    ['inside', { operator: 'inside' }, { 9: 'clear', 10: 'enter', 20: 'enter', 21: 'clear' }],
    [
      'inside, with hysteresis',
      { operator: 'inside', clearMargin: 2 },
      { 7: 'clear', 8: 'hold', 15: 'enter', 22: 'hold', 23: 'clear' },
    ],
  ])('%s', (_name, part, expected) => {
    const verdicts = Object.keys(expected).map((value) => [value, judgeValue(range(part), Number(value))]);
    expect(Object.fromEntries(verdicts)).toEqual(expected);
  });

  test.each([
    [{ high: 10 }, 'high'],
    [{ clearMargin: 5 }, 'clearMargin'],
    [{ clearMargin: -1 }, 'clearMargin'],
  ])('%o is refused', (part, path) => {
    const given = { kind: 'number-range', operator: 'outside', low: 10, high: 20, ...part };
    expect(conditionSchema.safeParse(given).error?.issues.map((issue) => issue.path)).toEqual([[path]]);
  });
});
