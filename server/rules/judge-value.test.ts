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
