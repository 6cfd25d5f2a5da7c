import { describe, expect, it } from 'vitest';
import type { KustoType } from '#shared/kusto/types.ts';
import { describeMisfit } from './describe-misfit.ts';

const fitting: [KustoType, unknown[]][] = [
  ['string', ['a', 1, true, { a: 1 }, [1]]],
  ['dynamic', ['a', 1, { a: [1] }]],
  ['bool', [true, false, 'true', 'FALSE', 0, 1]],
  ['int', [0, -2147483648, 2147483647, '12']],
  ['long', [0, 9007199254740992, -12, '9223372036854']],
  ['real', [1, 1.5, '1.5', '-.5e3', 'NaN', '-Inf']],
  ['decimal', [1, '0.1']],
  [
    'datetime',
    [
      '2024-02-29',
      '2024-02-29T12:00:00Z',
      '2024-02-29T12:00:00.1234567Z',
      '2024-02-29 12:00:00',
      '2024-02-29T12:00:00+0200',
    ],
  ],
  ['timespan', ['00:01', '1.02:03:04.1234567', '-00:00:01']],
  ['guid', ['74be27de-1e4e-49d9-b579-fe0b331d3642']],
];

const unfitting: [KustoType, unknown[]][] = [
  ['datetime', ['0000-01-01', '2020-01-01T24:00:00Z', '2020-01-01T12:60:00Z', '2021-02-29']],
  ['real', [Number.POSITIVE_INFINITY]],
  ['decimal', [Number.NEGATIVE_INFINITY]],
  ['bool', ['yes', 2, {}]],
  ['int', [1.5, 2147483648, '1.0', true, 'one']],
  ['long', [1.5, 1e19, '']],
  ['real', ['warm', true, {}, []]],
  ['decimal', ['NaN', false]],
  ['datetime', [1704067200000, 'yesterday', '2024-13-01', '2024-02-30', '2024-01-01T25:00:00Z', '']],
  ['timespan', [5, '1s']],
  ['guid', ['74be27de']],
];

describe('the type of a JSON value', () => {
  it.each(fitting)('%s takes what Kusto converts to it', (type, values) => {
    for (const value of values) expect([value, describeMisfit('c', type, value)]).toEqual([value, null]);
  });

  it.each(unfitting)('%s refuses what Kusto would make null', (type, values) => {
    for (const value of values) expect([value, describeMisfit('c', type, value)]).not.toEqual([value, null]);
  });

  it('is not asked of a missing value', () => {
    expect(describeMisfit('c', 'datetime', undefined)).toBeNull();
    expect(describeMisfit('c', 'real', null)).toBeNull();
  });

  it('names column, type and the beginning of the value', () => {
    expect(describeMisfit('TemperatureC', 'real', 'warm')).toBe(`'TemperatureC' is not of type real: "warm"`);
    expect(describeMisfit('TemperatureC', 'real', 'x'.repeat(99))).toMatch(/x{59}…$/);
  });
});
