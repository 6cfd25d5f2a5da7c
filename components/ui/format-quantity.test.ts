import { expect, test } from 'vitest';
import { quantityText } from './format-quantity.ts';

test.each([
  [12.345, { unit: '%', decimals: 1 }, '12.3 %'],
  [1_234_567, {}, '1,234,567'],
  [-3.5, { unit: '°C', decimals: 1 }, '−3.5 °C'],
  [-0.001, { decimals: 1 }, '0.0'],
  [0.1234, {}, '0.12'],
  [0.00123, {}, '0.00123'],
  [42.42, {}, '42.4'],
  [512, { unit: 'bytes' }, '512 B'],
  [512, { unit: 'bytes', decimals: 1 }, '512 B'],
  [1_536, { unit: 'bytes/s' }, '1.50 KiB/s'],
  [1_023.9, { unit: 'bytes' }, '1.00 KiB'],
  [25_300_000_000, { unit: 'bytes' }, '23.6 GiB'],
  [Number.NaN, { unit: '%' }, '–'],
  [Number.POSITIVE_INFINITY, {}, '∞'],
])('%s with %o is written %s', (value, format, text) => {
  expect(quantityText(value, format)).toBe(text);
});
