import type { UdfFunction } from '../udf-function.ts';

export const errorFunctions: Record<string, UdfFunction> = {
  erf: { takes: ['real'], gives: 'real', run: erf },
  erfc: { takes: ['real'], gives: 'real', run: erfc },
};

/** Where the series and the continued fraction are both exact to the last digits. */
const seam = 2;

function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  return Math.abs(x) < seam ? series(x) : Math.sign(x) * (1 - continuedFraction(Math.abs(x)));
}

function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < seam) return 1 - erf(x);
  return continuedFraction(x);
}

/** erf as 2/√π e^(-x²) Σ 2^n x^(2n+1) / (1·3·5…(2n+1)); Abramowitz and Stegun 7.1.6. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc of a large x; Abramowitz and Stegun 7.1.14, from the inside out. */
function continuedFraction(x: number): number {
  if (x > 27) return 0;
  let fraction = 0;
  for (let n = 200; n >= 1; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
