import { describe, expect, it } from 'vitest';
import type { UdfValue } from '../../udfs.ts';
import { runFunction } from '../test-run.ts';
import { seriesFunctions } from './series-functions.ts';

const traffic =
  '[80,139,87,110,68,54,50,51,53,133,86,141,97,156,94,149,95,140,77,61,50,54,47,133,72,152,94,148,105,162,101,160,87,63,53,55,54,151,103,189,108,183,113,175,113,178,90,71,62,62,65,165,109,181,115,182,121,178,114,170]';

function run(name: string, ...values: UdfValue[]): UdfValue {
  return runFunction(seriesFunctions, name, ...values);
}

function numbers(name: string, ...values: UdfValue[]): unknown {
  return JSON.parse(String(run(name, ...values)));
}

describe('series functions, element by element', () => {
  it.each([
    ['series_add', '[1,2,4]', '[4,2,1]', '[5,4,5]'],
    ['series_subtract', '[1,2.5]', '[4,2]', '[-3.0,0.5]'],
    ['series_multiply', '10', '[1,-1,0]', '[10,-10,0]'],
    ['series_multiply', '9223372036854775807', '[2]', '[-2]'],
    ['series_divide', '[1,2,1]', '[4,2,0]', '[0.25,1.0,"Infinity"]'],
    ['series_pow', '[1,2,3,4]', '[1,2,3,0.5]', '[1.0,4.0,27.0,2.0]'],
    ['series_add', '[1,2,"a"]', '[1,2,3,4]', '[2,4,null,null]'],
    ['series_equals', '[1,2,4]', '[4,2,1]', '[false,true,false]'],
    ['series_greater_equals', '[1,2,null]', '1.5', '[false,true,null]'],
  ])('%s(%s, %s) is %s', (name, left, right, expected) => {
    expect(run(name, left, right)).toBe(expected);
  });

  it.each([
    ['series_abs', '[-6.5,0,8.2]', '[6.5,0.0,8.2]'],
    ['series_abs', '[-6,null,"x"]', '[6,null,null]'],
    ['series_ceiling', '[-1.5,1,2.5]', '[-1.0,1.0,3.0]'],
    ['series_floor', '[-1.5,1,2.5]', '[-2.0,1.0,2.0]'],
    ['series_sign', '[-6,0,8]', '[-1,0,1]'],
    ['series_acos', '[-1,0,1]', '[3.141592653589793,1.5707963267948966,0.0]'],
    ['series_exp', '[1]', '[2.718281828459045]'],
  ])('%s(%s) is %s', (name, series, expected) => {
    expect(run(name, series)).toBe(expected);
  });

  it('what is not an array has no result', () => {
    expect(run('series_abs', '{"a":1}')).toBeNull();
    expect(run('series_add', '1', '2')).toBeNull();
  });
});

describe('series_fill_*', () => {
  it('fills with a constant as it is written', () => {
    expect(run('series_fill_const', '[111,null,36]', '0.0', null)).toBe('[111,0.0,36]');
    expect(run('series_fill_const', '[111,0,36]', '-1', '0')).toBe('[111,-1,36]');
  });

  it('carries values forward and backward and leaves the far edge', () => {
    expect(run('series_fill_forward', '[null,36,null,16,null]', null)).toBe('[null,36,36,16,16]');
    expect(run('series_fill_backward', '[111,null,36,null,null]', null)).toBe('[111,36,36,null,null]');
  });

  it('draws lines, cut to integers between integers', () => {
    expect(run('series_fill_linear', '[null,111,null,36,41,null,null,16,null]', null, true, '0.0')).toBe(
      '[111,111,73,36,41,32,24,16,16]',
    );
    expect(run('series_fill_linear', '[null,111.0,null,36.0,null]', null, false, '0.0')).toBe(
      '[null,111.0,73.5,36.0,null]',
    );
    expect(run('series_fill_linear', '[null,null]', null, true, '0.0')).toBe('[0.0,0.0]');
    expect(run('series_fill_linear', '[null,null]', null, true, null)).toBe('[null,null]');
  });
});

describe('series functions of the whole', () => {
  it('gives one number of one or two arrays', () => {
    expect(run('series_sum', '[1,2,3,4]')).toBe(10);
    expect(run('series_product', '[1,2,3,4]')).toBe(24);
    expect(run('series_magnitude', '[1,2,3,4]')).toBeCloseTo(5.477225575051661, 12);
    expect(run('series_dot_product', '[3,6,12]', '3')).toBe(63);
    expect(run('series_cosine_similarity', '[0.1,0.2,0.1,0.2]', '[1,2,3,4]', null, null)).toBeCloseTo(
      0.9237604307034012,
      12,
    );
    expect(run('series_pearson_correlation', '[1,2,3,4,5]', '[2,4,6,8,10]')).toBeCloseTo(1, 12);
    expect(run('series_pearson_correlation', '[1,2]', '[1,2,3]')).toBeNull();
  });

  it('gives statistics, none of them with a value that is not finite', () => {
    expect(numbers('series_stats', '[23,46,23,87,4,8,3,75,2,56,13,75,32,16,29]', false)).toEqual([
      2,
      8,
      87,
      3,
      32.8,
      expect.closeTo(28.50363385354827, 10),
      expect.closeTo(812.4571428571429, 8),
    ]);
    expect(run('series_stats', '[1,null]', false)).toBeNull();
    expect(run('series_stats_dynamic', '[1,null,3]', true)).toBe(
      '{"min":1.0,"min_idx":0,"max":3.0,"max_idx":2,"avg":2.0,"stdev":1.4142135623730951,"variance":2.0,"sum":4.0,"len":2}',
    );
  });

  it('filters with a window that ends at or lies around the point', () => {
    expect(run('series_fir', '[0,0,2,2,3]', '[1,-1]', false, false)).toBe('[0,0,2,0,1]');
    expect(run('series_fir', '[0,10,20,30,0]', '[1,1,1]', true, true)).toBe(
      '[3.3333333333333335,10.0,20.0,16.666666666666668,10.0]',
    );
    expect(run('series_fir', '[1]', '[1,-1]', true, false)).toBeNull();
    expect(() => run('series_fir', '[1]', '[1,1]', true, true)).toThrow('even number of coefficients');
  });

  it('filters with feedback', () => {
    expect(run('series_iir', '[1.0,2.0,3.0]', '[1]', '[1,-1]')).toBe('[1.0,3.0,6.0]');
  });

  it('fits a line, two lines and a polynomial', () => {
    const line = [
      '0.982900730884447',
      '2.730769230769231',
      '98.62878787878789',
      '1.686480186480187',
      '-1.6666666666666716',
    ].map((text) => expect.closeTo(Number(text), 10));
    expect(numbers('series_fit_line', '[2,5,6,8,11,15,17,18,25,26,30,30]')).toEqual([
      ...line,
      expect.any(Array),
    ]);
    expect(numbers('series_fit_2lines_dynamic', '[1,2.2,2.5,4.7,5.0,12,10.3,10.3,9,8.3,6.2]')).toMatchObject({
      split_idx: 5,
      left: { slope: expect.closeTo(1.05, 10) },
    });
    expect(numbers('series_fit_poly', '[6,11,18,27]', '[1,2,3,4]', 2n)).toEqual([
      expect.closeTo(1, 10),
      [expect.closeTo(1, 9), expect.closeTo(2, 9), expect.closeTo(3, 9)],
      expect.closeTo(83, 9),
      expect.closeTo(0, 9),
      expect.any(Array),
    ]);
  });

  it('transforms to frequencies and back', () => {
    const [real, imaginary] = numbers('series_fft', '[1,2,3,4]', null) as number[][];
    expect(real).toEqual([10, -2, -2, -2].map((value) => expect.closeTo(value, 12)));
    const [back] = numbers('series_ifft', JSON.stringify(real), JSON.stringify(imaginary)) as number[][];
    expect(back).toEqual([1, 2, 3, 4].map((value) => expect.closeTo(value, 12)));
    expect(() => run('series_fft', '[1,2,3]', null)).toThrow('power of two');
  });
});

describe('periods and what is built on them', () => {
  it('finds a week in days, and scores given periods', () => {
    expect(numbers('series_periods_detect', traffic, 0, 50, 2n)).toEqual([
      [14, 0],
      [expect.closeTo(0.8405558794091443, 12), 0],
    ]);
    expect(numbers('series_periods_validate', traffic, '[14.0,10.0]')).toEqual([
      [14, 10],
      [expect.closeTo(0.8405558794091443, 12), 0],
    ]);
  });

  it('takes the median of each phase for the season', () => {
    expect(
      numbers('series_seasonal', '[8,12,14,12,10,10,12,14,12,10,10,12,14,12,10,10,12,14,12,10]', -1n, 0n),
    ).toEqual([0, 1, 2, 3].flatMap(() => [10, 12, 14, 12, 10]));
    expect(numbers('series_seasonal', '[1,3,5,2,4,6,1,3,5,2,4,6]', -1n, 0n)).toEqual(Array(12).fill(0));
    expect(numbers('series_seasonal', '[1,3,5,2,4,6,1,3,5,2,4,6]', 3n, 0n)).toEqual(
      [0, 1, 2, 3].flatMap(() => [1.5, 3.5, 5.5]),
    );
  });

  it('separates season, trend and the rest', () => {
    const parts = numbers('series_decompose', '[1,2,3,4,1,2,3,4,1,2,3,9]', 4n, 'avg', 0n, 0.6) as number[][];
    expect(parts[1]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
    expect(parts[2]?.[0]).toBeCloseTo(5 / 12, 12);
    expect(parts[3]?.at(-1)).toBeCloseTo(5 - 5 / 12, 12);
  });

  it('forecasts the points that it did not learn from', () => {
    expect(numbers('series_decompose_forecast', '[1,2,3,4,0,0]', 2n, 0n, 'linefit', 0.6)).toEqual(
      [1, 2, 3, 4, 5, 6].map((value) => expect.closeTo(value, 10)),
    );
  });

  it('flags what is far out of the season', () => {
    const values = Array.from(
      { length: 96 },
      (_, hour) => Math.sin((hour / 12) * Math.PI) * 10 + ((hour * 7919) % 13) / 13,
    );
    values[50] = 40;
    const [flags, scores] = numbers(
      'series_decompose_anomalies',
      JSON.stringify(values),
      1.5,
      -1n,
      'avg',
      0n,
      'ctukey',
      0.6,
    ) as number[][];
    expect(flags?.indexOf(1)).toBe(50);
    expect(scores?.[50]).toBeGreaterThan(1.5);
  });

  it('scores outliers between the percentiles of Tukey', () => {
    expect(numbers('series_outliers', '[1,2,3,4,null,100]', 'tukey', null, 10, 90)).toEqual([
      -0.5, 0, 0, 0, 0, 48,
    ]);
    expect(() => run('series_outliers', '[1]', 'ctukey', null, 5, 95)).toThrow('percentiles');
  });

  it('names what cannot be decided: a period between noise and signal', () => {
    const values = Array.from(
      { length: 840 },
      (_, hour) =>
        Math.sin((hour / 12) * Math.PI) + 0.3 * Math.sin((hour / 84) * Math.PI) + Math.sin(hour * hour),
    );
    expect(() => run('series_periods_detect', JSON.stringify(values), 0, 400, 2n)).toThrow('weak period');
  });
});
