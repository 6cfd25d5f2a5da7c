import { describe, expect, it } from 'vitest';
import { parseDatetime } from '../../../types/datetime.ts';
import { parseTimespan } from '../../../types/timespan.ts';
import type { UdfValue } from '../../udfs.ts';
import { timeFormatUdfs } from './format-time.ts';

const [formatDatetime, formatTimespan] = timeFormatUdfs.map(
  ({ run }) => run as (...values: UdfValue[]) => UdfValue,
);

describe('format_datetime', () => {
  it.each([
    ['2017-01-29 09:00:05', 'yy-MM-dd [HH:mm:ss]', '17-01-29 [09:00:05]'],
    ['2017-01-29 13:00:05', 'yyyy-M-dd [h:mm:ss tt]', '2017-1-29 [1:00:05 PM]'],
    ['2009-06-15T13:45:30.6175425', 'ss.fff fffffff', '30.617 6175425'],
    ['2009-06-15T13:45:30.0001150', 'FFFFFFF', '000115'],
    ['1900-01-01T00:00:00', 'y hh F', '0 12 '],
  ])('of %s as %s is %s', (instant, format, expected) => {
    expect(formatDatetime?.(parseDatetime(instant), format)).toBe(expected);
  });

  it('names what it does not know', () => {
    expect(() => formatDatetime?.(0n, 'yyy')).toThrow("'yyy' is not a supported format element");
    expect(() => formatDatetime?.(0n, 'yy;')).toThrow("';' is not a supported delimiter");
    expect(() => formatDatetime?.(0n, 'ss.FFF')).toThrow('not supported');
  });
});

describe('format_timespan', () => {
  it.each([
    ['29.09:00:05.12345', 'dd.hh:mm:ss:FF', '29.09:00:05:12'],
    ['29.09:00:05.12345', 'ddd.h:mm:ss [fffffff]', '029.9:00:05 [1234500]'],
    ['13:45:09', 'd H:m:s', '0 13:45:9'],
  ])('of %s as %s is %s', (span, format, expected) => {
    expect(formatTimespan?.(parseTimespan(span), format)).toBe(expected);
  });
});
