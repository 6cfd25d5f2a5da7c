import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxDatetimeTicks, parseDatetime, printDatetime } from './datetime.ts';
import { parseTimespan, printTimespan } from './timespan.ts';

test('every instant of the years 1 to 9999 prints to text that reads back as itself', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: maxDatetimeTicks }), (ticks) => {
      expect(parseDatetime(printDatetime(ticks))).toBe(ticks);
    }),
  );
});

test('every timespan prints to text that reads back as itself', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (ticks) => {
      expect(parseTimespan(printTimespan(ticks))).toBe(ticks);
    }),
  );
});

test.each([
  ['2024-02-29', '2024-02-29T00:00:00.0000000Z'],
  ['2024-01-05 10:30', '2024-01-05T10:30:00.0000000Z'],
  ['2024-01-05T10:30:00.1234567Z', '2024-01-05T10:30:00.1234567Z'],
  ['2024-01-05T10:30:00+02:00', '2024-01-05T08:30:00.0000000Z'],
  ['02/17/2016 08:40:01', '2016-02-17T08:40:01.0000000Z'],
  ['Sat, 8 Nov 2014 15:05:02 GMT', '2014-11-08T15:05:02.0000000Z'],
  ['9999-12-31 23:59:59.9999999', '9999-12-31T23:59:59.9999999Z'],
])('reads the datetime %s', (text, expected) => {
  expect(printDatetime(parseDatetime(text) ?? -1n)).toBe(expected);
});

test.each(['2023-02-29', '2024-13-01', 'yesterday', '', '10000-01-01'])('refuses the datetime %j', (text) => {
  expect(parseDatetime(text)).toBeNull();
});

test.each([
  ['1h', '01:00:00'],
  ['1.5d', '1.12:00:00'],
  ['-00:00:01.5', '-00:00:01.5000000'],
  ['2', '2.00:00:00'],
  ['3microseconds', '00:00:00.0000030'],
])('reads the timespan %s', (text, expected) => {
  expect(printTimespan(parseTimespan(text) ?? -1n)).toBe(expected);
});
