import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { readNumbers, writeReals } from './series.ts';

const imaginary = { type: 'dynamic', otherwise: 'NULL' } as const;

/** The discrete Fourier transform and its inverse, as [real parts, imaginary parts]. */
export const fourierFunctions: Record<string, UdfFunction> = {
  series_fft: {
    takes: ['dynamic'],
    optional: [imaginary],
    gives: 'dynamic',
    seesNulls: true,
    run: (real, imag) => transformed(real, imag, 'series_fft'),
  },
  series_ifft: {
    takes: ['dynamic'],
    optional: [imaginary],
    gives: 'dynamic',
    seesNulls: true,
    run: (real, imag) => transformed(real, imag, 'series_ifft'),
  },
};

export interface Complex {
  real: Float64Array;
  imaginary: Float64Array;
}

/** What Kusto does with a length that is not a power of two is not documented. */
function transformed(
  realJson: string | null,
  imaginaryJson: string | null,
  name: 'series_fft' | 'series_ifft',
): string | null {
  const real = realJson === null ? null : readNumbers(realJson);
  if (real === null) return null;
  const imag = imaginaryJson === null ? real.map(() => 0) : readNumbers(imaginaryJson);
  if (imag === null || imag.length !== real.length) return null;
  if (real.length === 0) return '[[],[]]';
  if ((real.length & (real.length - 1)) !== 0)
    throw unsupported(`${name}() of ${real.length} points, which is not a power of two,`);
  const input = { real: Float64Array.from(real), imaginary: Float64Array.from(imag) };
  const output = name === 'series_fft' ? transform(input) : inverse(input);
  return `[${writeReals([...output.real])},${writeReals([...output.imaginary])}]`;
}

/** The transform of a length that is a power of two. */
function transform({ real, imaginary: imag }: Complex): Complex {
  const size = real.length;
  const output = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  const bits = Math.log2(size);
  for (let index = 0; index < size; index++) {
    const mirrored = mirrorBits(index, bits);
    output.real[mirrored] = real[index] ?? 0;
    output.imaginary[mirrored] = imag[index] ?? 0;
  }
  for (let half = 1; half < size; half *= 2) {
    for (let start = 0; start < size; start += 2 * half) combineHalves(output, start, half);
  }
  return output;
}

function mirrorBits(index: number, bits: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < bits; bit++) mirrored |= ((index >> bit) & 1) << (bits - 1 - bit);
  return mirrored;
}

function combineHalves({ real, imaginary: imag }: Complex, start: number, half: number): void {
  for (let offset = 0; offset < half; offset++) {
    const angle = (-Math.PI * offset) / half;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [upper, lower] = [start + offset, start + offset + half];
    const [a, b] = [real[lower] ?? 0, imag[lower] ?? 0];
    const [turnedReal, turnedImaginary] = [a * cos - b * sin, a * sin + b * cos];
    real[lower] = (real[upper] ?? 0) - turnedReal;
    imag[lower] = (imag[upper] ?? 0) - turnedImaginary;
    real[upper] = (real[upper] ?? 0) + turnedReal;
    imag[upper] = (imag[upper] ?? 0) + turnedImaginary;
  }
}

function inverse({ real, imaginary: imag }: Complex): Complex {
  const output = transform({ real: imag, imaginary: real });
  const size = real.length;
  return {
    real: output.imaginary.map((value) => value / size),
    imaginary: output.real.map((value) => value / size),
  };
}

/** Correlations of the values with themselves shifted by 0, 1, 2, … places around the end. */
export function circularAutocorrelation(values: readonly number[]): Float64Array {
  const { length } = values;
  let size = 1;
  while (size < 2 * length) size *= 2;
  const padded = new Float64Array(size);
  padded.set(values);
  const spectrum = transform({ real: padded, imaginary: new Float64Array(size) });
  const power = spectrum.real.map((value, index) => value * value + (spectrum.imaginary[index] ?? 0) ** 2);
  const linear = inverse({ real: power, imaginary: new Float64Array(size) }).real;
  return Float64Array.from(
    { length },
    (_, lag) => (linear[lag] ?? 0) + (lag === 0 ? 0 : (linear[length - lag] ?? 0)),
  );
}

/** Power of the frequencies of 0, 1, 2, … cycles in the whole, for any length: Bluestein's convolution with a chirp. */
export function powerSpectrum(values: readonly number[]): Float64Array {
  const { length } = values;
  let size = 1;
  while (size < 2 * length) size *= 2;
  const chirp = Array.from({ length }, (_, index) => (Math.PI * ((index * index) % (2 * length))) / length);
  const signal: Complex = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  const kernel: Complex = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  for (const [index, angle] of chirp.entries()) {
    signal.real[index] = (values[index] ?? 0) * Math.cos(angle);
    signal.imaginary[index] = -(values[index] ?? 0) * Math.sin(angle);
    for (const place of [index, (size - index) % size]) {
      kernel.real[place] = Math.cos(angle);
      kernel.imaginary[place] = Math.sin(angle);
    }
  }
  const product = inverse(multiplied(transform(signal), transform(kernel)));
  return Float64Array.from(
    { length: Math.floor(length / 2) + 1 },
    (_, index) => (product.real[index] ?? 0) ** 2 + (product.imaginary[index] ?? 0) ** 2,
  );
}

function multiplied(left: Complex, right: Complex): Complex {
  const real = left.real.map(
    (value, index) =>
      value * (right.real[index] ?? 0) - (left.imaginary[index] ?? 0) * (right.imaginary[index] ?? 0),
  );
  const imag = left.real.map(
    (value, index) =>
      value * (right.imaginary[index] ?? 0) + (left.imaginary[index] ?? 0) * (right.real[index] ?? 0),
  );
  return { real, imaginary: imag };
}
