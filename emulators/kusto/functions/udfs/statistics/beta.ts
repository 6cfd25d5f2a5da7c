import { unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';

/** The beta distribution, and Welch's test, which is built on it. */
export const betaFunctions: Record<string, UdfFunction> = {
  beta_cdf: { takes: ['real', 'real', 'real'], gives: 'real', run: betaCdf },
  beta_pdf: { takes: ['real', 'real', 'real'], gives: 'real', run: betaPdf },
  beta_inv: { takes: ['real', 'real', 'real'], gives: 'real', run: betaInverse },
  welch_test: { takes: ['real', 'real', 'real', 'real', 'real', 'real'], gives: 'real', run: welchTest },
};

/** For alpha < 0 Kusto answers 1, although its documentation says NaN. */
function betaCdf(x: number, alpha: number, beta: number): number {
  if (!(x >= 0 && x <= 1)) return Number.NaN;
  if (alpha < 0 && beta > 0) return 1;
  if (!(alpha > 0 && beta > 0)) throw unsupported(`beta_cdf() with alpha ${alpha} and beta ${beta}`);
  return regularizedBeta(x, alpha, beta);
}

function betaPdf(x: number, alpha: number, beta: number): number {
  if (!(x >= 0 && x <= 1 && alpha > 0 && beta > 0)) return Number.NaN;
  return x ** (alpha - 1) * (1 - x) ** (beta - 1) * Math.exp(-logBeta(alpha, beta));
}

/** Halves the interval until its ends are neighbours. */
function betaInverse(probability: number, alpha: number, beta: number): number | null {
  if (!(probability >= 0 && probability <= 1)) return null;
  if (!(alpha > 0 && beta > 0)) return Number.NaN;
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (regularizedBeta(middle, alpha, beta) < probability) low = middle;
    else high = middle;
  }
}

/** Two-sided p-value for equal means of two samples with their own variances. */
function welchTest(
  mean1: number,
  variance1: number,
  count1: number,
  mean2: number,
  variance2: number,
  count2: number,
): number {
  const [error1, error2] = [variance1 / count1, variance2 / count2];
  const t = (mean1 - mean2) / Math.sqrt(error1 + error2);
  const freedom = (error1 + error2) ** 2 / (error1 ** 2 / (count1 - 1) + error2 ** 2 / (count2 - 1));
  return regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** I_x(a, b) by the continued fraction of DLMF 8.17.22, evaluated with Lentz's method. */
function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0 || Number.isNaN(x)) return x < 0 ? Number.NaN : x;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front * lentz((step) => coefficient(step, x, a, b));
}

function coefficient(step: number, x: number, a: number, b: number): number {
  const m = Math.floor(step / 2);
  if (step % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
}

/** 1 / (1 + c1 / (1 + c2 / (1 + …))). */
function lentz(term: (step: number) => number): number {
  const tiny = 1e-300;
  let [value, c, d] = [1, 1, 0];
  for (let step = 1; step < 10_000; step++) {
    const coefficientOfStep = term(step);
    d = 1 / nonZero(1 + coefficientOfStep * d, tiny);
    c = nonZero(1 + coefficientOfStep / c, tiny);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return 1 / value;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0 by Lanczos' approximation with g = 7. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = lanczos.reduce(
    (total, factor, index) => (index === 0 ? factor : total + factor / (shifted + index)),
    0,
  );
  const top = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(top) - top + Math.log(sum);
}
