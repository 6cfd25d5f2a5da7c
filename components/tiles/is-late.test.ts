import { expect, test } from 'vitest';
import { isLate } from './is-late.ts';

const minutes = (count: number) => ({ startMs: 0, endMs: count * 60_000 });

test.each([
  [4_000, 5_000, null, false],
  [6_000, 5_000, null, true],
  [6_000, 5_000, minutes(5), false],
  [11_000, 5_000, minutes(5), true],
  [3_600_000, 5_000, minutes(43_200), false],
  [3_600_000, undefined, minutes(5), false],
])('an age of %s ms with a limit of %s in %o is late: %s', (ageMs, limitMs, range, late) => {
  expect(isLate(ageMs, limitMs, range)).toBe(late);
});
