import { expect, test } from 'vitest';
import { sameRows } from './same-rows.ts';

test('rows are the same in any order and with reals that differ in their last digits', () => {
  expect(
    sameRows(
      [
        [1n, 0.3],
        [2.5, null],
      ],
      [
        [2.5, null],
        [1, 0.1 + 0.2],
      ],
    ),
  ).toBeNull();
  expect(sameRows([['[1.1,2.50]']], [['[1.10,2.5]']])).toBeNull();
});

test('a row that differs, or is missing, is told', () => {
  expect(sameRows([[1n]], [[1n], [2n]])).toBe('KQL gives 1 rows, SQL 2');
  expect(sameRows([['a', 1.5]], [['a', 1.6]])).toBe('KQL gives a | # [1.5], SQL a | # [1.6]');
});
