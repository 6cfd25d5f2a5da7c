import { describe, expect, it } from 'vitest';
import type { UdfValue } from '../../udfs.ts';
import { runFunction } from '../test-run.ts';
import { unitFunctions } from '../units/convert-units.ts';
import { formatBytesFunctions } from '../units/format-bytes.ts';
import { betaFunctions } from './beta.ts';
import { errorFunctions } from './error-function.ts';

function run(name: string, ...values: UdfValue[]): UdfValue {
  return runFunction(
    { ...betaFunctions, ...errorFunctions, ...formatBytesFunctions, ...unitFunctions },
    name,
    ...values,
  );
}

describe('statistics', () => {
  it.each([
    ['erf', [-3], -0.9999779095030014],
    ['erf', [1], 0.8427007929497149],
    ['erf', [2.5], 0.999593047982555],
    ['erf', [30], 1],
    ['erfc', [-1], 1.842700792949715],
    ['erfc', [2], 0.004677734981047265],
    ['erfc', [10], 2.088487583762545e-45],
    ['beta_cdf', [0.9, 10, 20], 0.9999999999999593],
    ['beta_cdf', [0.1, -1, 20], 1],
    ['beta_pdf', [0.5, 10, 20], 0.746176019310951],
    ['beta_inv', [0.1, 10, 20], 0.22641502238874897],
    [
      'welch_test',
      [20.819999999999997, 7.8674285714, 15, 22.986666666666668, 3.8126666667, 15],
      0.02137800146286441,
    ],
  ])('%s(%j) is %d', (name, values, expected) => {
    const actual = Number(run(name, ...values));
    expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-12);
  });

  it('has no value for what is out of range', () => {
    expect(run('beta_cdf', 1.5, 10, 20)).toBeNaN();
    expect(run('beta_inv', 1.5, 10, 20)).toBeNull();
    expect(run('beta_inv', 0.1, -1, 20)).toBeNaN();
  });
});

describe('units', () => {
  it.each([
    ['convert_angle', 'Degree', 'Arcminute', 72],
    ['convert_energy', 'Joule', 'BritishThermalUnit', 0.0011373805443759806],
    ['convert_force', 'Newton', 'Decanewton', 0.12],
    ['convert_length', 'Meter', 'Foot', 3.9370078740157477],
    ['convert_mass', 'Kilogram', 'Pound', 2.6455471462185307],
    ['convert_speed', 'MeterPerSecond', 'CentimeterPerHour', 432000],
    ['convert_temperature', 'Kelvin', 'DegreeCelsius', -271.95],
    ['convert_temperature', 'DegreeFahrenheit', 'Kelvin', 256.0388888888889],
    ['convert_volume', 'CubicMeter', 'AcreFoot', 0.0009728568],
  ])('%s(1.2, %s, %s) is %d', (name, from, to, expected) => {
    expect(Math.abs(Number(run(name, 1.2, from, to)) / expected - 1)).toBeLessThan(1e-12);
  });

  it('does not guess a unit', () => {
    expect(run('convert_length', 1, 'Meter', 'Ell')).toBeNull();
    expect(run('convert_length', 1, 'Meter', 'toString')).toBeNull();
    expect(() => run('convert_length', 1, 'Meter', 'Mile')).toThrow('unit Mile is not supported');
  });

  it.each([
    [564, 0n, '', '564 Bytes'],
    [10332, 1n, '', '10.1 KB'],
    [20010332, 2n, '', '19.08 MB'],
    [20010332, 0n, 'KB', '19541 KB'],
    [0, 0n, '', '0 Bytes'],
  ])('format_bytes(%d, %d, %j) is %s', (size, precision, unit, expected) => {
    expect(run('format_bytes', size, precision, unit)).toBe(expected);
  });
});
