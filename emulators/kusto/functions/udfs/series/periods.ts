import { semanticError, unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { circularAutocorrelation, powerSpectrum } from './fourier.ts';
import { elementsOf, numberOf, readNumbers, writeReal, writeReals } from './series.ts';
import { mean } from './vectors.ts';

/** Periods and their scores, as [periods, scores]. */
export const periodFunctions: Record<string, UdfFunction> = {
  series_periods_detect: { takes: ['dynamic', 'real', 'real', 'long'], gives: 'dynamic', run: detect },
  series_periods_validate: { takes: ['dynamic'], rest: 'real', gives: 'dynamic', run: validate },
};

/** A period of fewer points is not looked for; series-periods-detect-function.md. */
const minPeriod = 4;

export interface Period {
  length: number;
  score: number;
}

function detect(json: string, shortest: number, longest: number, count: bigint): string | null {
  const values = readNumbers(json);
  if (values === null || count < 1n) return null;
  const found = detectPeriods(values, {
    name: 'series_periods_detect',
    shortest,
    longest,
    count: Number(count),
    threshold: 0,
  });
  const padded = Array.from({ length: Number(count) }, (_, index) => found[index] ?? { length: 0, score: 0 });
  return `[${writeReals(padded.map(({ length }) => length))},${writeReals(padded.map(({ score }) => score))}]`;
}

function validate(json: string, periodsJson: string): string | null {
  const values = readNumbers(json);
  const periods = (elementsOf(periodsJson) ?? []).map(numberOf);
  if (values === null) return null;
  if (periods.length === 0 || periods.length > 16)
    throw semanticError('SEM0025', 'series_periods_validate() takes 1 to 16 periods.');
  const scores = normalizedCorrelation(values);
  return `[${writeReals(periods)},[${periods.map((period) => writeReal(period === null ? null : scoreOf(period, scores))).join(',')}]]`;
}

/**
 * The circular autocorrelation, scaled so that its least value is 0 and that of no shift is 1: the score of a period is its
 * value there.
 */
function normalizedCorrelation(values: readonly number[]): Float64Array {
  const center = mean(values);
  const correlation = circularAutocorrelation(values.map((value) => value - center));
  const floor = correlation.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const range = (correlation[0] ?? 0) - floor;
  return correlation.map((value) => (range > 0 ? (value - floor) / range : 0));
}

/** A period has a score only when it is the top of its hill; next to the top the rule is not known. */
function scoreOf(period: number, scores: Float64Array): number {
  if (period < minPeriod || period > scores.length / 2) return 0;
  const top = hillTop(scores.length / period, scores);
  if (top === period) return scores[period] ?? 0;
  if (Math.abs(top - period) <= 1)
    throw unsupported(`series_periods_validate() of a period of ${period} beside one of ${top}`);
  return 0;
}

/**
 * The best shift among those nearer to this frequency (cycles in the whole) than to the next ones, as in Vlachos et al.,
 * "On periodicity detection and structural periodic similarity" (SDM 2005).
 */
function hillTop(frequency: number, scores: Float64Array): number {
  const { length } = scores;
  const from = Math.ceil((length / (frequency + 1) + length / frequency) / 2 - 1);
  const to = Math.floor((length / frequency + length / Math.max(frequency - 1, 1)) / 2 + 1);
  let top = Math.max(from, minPeriod);
  for (let shift = top; shift <= Math.min(to, length / 2); shift++)
    if ((scores[shift] ?? 0) > (scores[top] ?? 0)) top = shift;
  return top;
}

/** A frequency with this share of the power certainly counts as one. */
const strongShare = 0.1;
/** Below this multiple of the mean power a frequency is noise. */
const noiseLevel = 3;

export interface PeriodSearch {
  name: string;
  shortest: number;
  longest: number;
  count: number;
  /** Scores below it do not matter to the caller. */
  threshold: number;
}

/**
 * The best periods by falling score: hills of the autocorrelation at the strong frequencies. Throws where a frequency is
 * neither strong nor noise and would change the result: how Kusto draws that line is not documented.
 */
export function detectPeriods(values: readonly number[], search: PeriodSearch): Period[] {
  const scores = normalizedCorrelation(values);
  const longest = Math.min(search.longest, Math.floor(values.length / 2));
  const isAllowed = ({ length }: Period): boolean =>
    length >= Math.max(search.shortest, minPeriod) && length <= longest;
  const { strong, unclear } = hills(values, scores);
  const found = strong
    .filter(isAllowed)
    .sort((a, b) => b.score - a.score)
    .slice(0, search.count);
  const least = found.length < search.count ? 0 : (found.at(-1)?.score ?? 0);
  const rival = unclear.filter(isAllowed).find(({ score }) => score > Math.max(least, search.threshold));
  if (rival !== undefined)
    throw unsupported(`${search.name}() of a series with a weak period, of perhaps ${rival.length} points,`);
  return found;
}

function hills(values: readonly number[], scores: Float64Array): { strong: Period[]; unclear: Period[] } {
  const center = mean(values);
  const power = powerSpectrum(values.map((value) => value - center)).map((value, index) =>
    index === 0 ? 0 : value,
  );
  const total = power.reduce((sum, value) => sum + value, 0);
  const noise = noiseLevel / (power.length - 1);
  const strong = new Map<number, Period>();
  const unclear = new Map<number, Period>();
  for (let frequency = 2; frequency <= values.length / minPeriod; frequency++) {
    const share = (power[frequency] ?? 0) / total;
    const top = hillTop(frequency, scores);
    if (!(share >= noise) || !isPeak(top, scores)) continue;
    const period = { length: top, score: scores[top] ?? 0 };
    (share >= Math.max(strongShare, noise) ? strong : unclear).set(top, period);
  }
  for (const top of strong.keys()) unclear.delete(top);
  return { strong: [...strong.values()], unclear: [...unclear.values()] };
}

function isPeak(shift: number, scores: Float64Array): boolean {
  const score = scores[shift] ?? 0;
  return score > (scores[shift - 1] ?? 0) && score > (scores[shift + 1] ?? 0);
}
