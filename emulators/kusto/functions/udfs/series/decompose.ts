import { semanticError } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';
import { fitLine } from './fit-line.ts';
import { type OutlierMethod, outlierScores } from './outliers.ts';
import { detectPeriods } from './periods.ts';
import { readNumbers, writeReals } from './series.ts';
import { mean } from './vectors.ts';

const seasonality = { type: 'long', otherwise: '-1' } as const;
const testPoints = { type: 'long', otherwise: '0' } as const;
const seasonalityThreshold = { type: 'real', otherwise: '0.6' } as const;

function trend(otherwise: Trend): { type: 'string'; otherwise: string } {
  return { type: 'string', otherwise: `'${otherwise}'` };
}

/** A series as season, trend and the rest; series-decompose-function.md. The tuples are in the order of the columns. */
export const decomposeFunctions: Record<string, UdfFunction> = {
  series_seasonal: {
    takes: ['dynamic'],
    optional: [seasonality, testPoints],
    gives: 'dynamic',
    run: seasonal,
  },
  series_decompose: {
    takes: ['dynamic'],
    optional: [seasonality, trend('avg'), testPoints, seasonalityThreshold],
    gives: 'dynamic',
    run: decomposed,
  },
  series_decompose_forecast: {
    takes: ['dynamic', 'long'],
    optional: [seasonality, trend('linefit'), seasonalityThreshold],
    gives: 'dynamic',
    run: forecast,
  },
  series_decompose_anomalies: {
    takes: ['dynamic'],
    optional: [
      { type: 'real', otherwise: '1.5' },
      seasonality,
      trend('avg'),
      testPoints,
      { type: 'string', otherwise: `'ctukey'` },
      seasonalityThreshold,
    ],
    gives: 'dynamic',
    run: anomalies,
  },
};

type Trend = 'avg' | 'linefit' | 'none';

interface Settings {
  name: string;
  period: bigint;
  trend: string;
  testPoints: bigint;
  threshold: number;
}

interface Components {
  seasonal: number[];
  trend: number[];
  baseline: number[];
  residual: number[];
}

function seasonal(json: string, period: bigint, tested: bigint): string | null {
  const values = readNumbers(json);
  if (values === null) return null;
  return writeReals(
    seasonOf(values, learnedCount(values, tested), { name: 'series_seasonal', period, threshold: 0.7 }),
  );
}

function decomposed(
  json: string,
  period: bigint,
  trendKind: string,
  tested: bigint,
  threshold: number,
): string | null {
  const parts = components(json, {
    name: 'series_decompose',
    period,
    trend: trendKind,
    testPoints: tested,
    threshold,
  });
  if (parts === null) return null;
  return `[${[parts.baseline, parts.seasonal, parts.trend, parts.residual].map(writeReals).join(',')}]`;
}

function forecast(
  json: string,
  points: bigint,
  period: bigint,
  trendKind: string,
  threshold: number,
): string | null {
  const parts = components(json, {
    name: 'series_decompose_forecast',
    period,
    trend: trendKind,
    testPoints: points,
    threshold,
  });
  return parts === null ? null : writeReals(parts.baseline);
}

function anomalies(
  json: string,
  limit: number,
  period: bigint,
  trendKind: string,
  tested: bigint,
  method: string,
  threshold: number,
): string | null {
  const parts = components(json, {
    name: 'series_decompose_anomalies',
    period,
    trend: trendKind,
    testPoints: tested,
    threshold,
  });
  if (parts === null) return null;
  if (!isOutlierMethod(method))
    throw semanticError(
      'SEM0025',
      `series_decompose_anomalies(): AD_method must be 'ctukey' or 'tukey', not '${method}'.`,
    );
  const scores = outlierScores(parts.residual, method, learnedCount(parts.residual, tested));
  const flags = scores.map((score) => (score > limit ? 1 : score < -limit ? -1 : 0));
  return `[[${flags.join(',')}],${writeReals(scores)},${writeReals(parts.baseline)}]`;
}

function isOutlierMethod(method: string): method is OutlierMethod {
  return method === 'ctukey' || method === 'tukey';
}

/** The last `testPoints` values are predicted and not learned from. */
function components(json: string, settings: Settings): Components | null {
  const values = readNumbers(json);
  if (values === null || values.length === 0) return null;
  const learned = learnedCount(values, settings.testPoints);
  const season = seasonOf(values, learned, settings);
  const deseasoned = values.slice(0, learned).map((value, index) => value - (season[index] ?? 0));
  const line = trendOf(deseasoned, values.length, settings);
  const baseline = season.map((value, index) => value + (line[index] ?? 0));
  return {
    seasonal: season,
    trend: line,
    baseline,
    residual: values.map((value, index) => value - (baseline[index] ?? 0)),
  };
}

function learnedCount(values: readonly number[], tested: bigint): number {
  const count = Number(tested);
  if (count < 0 || count >= values.length)
    throw semanticError(
      'SEM0025',
      `The number of test points must be from 0 to less than the length of the series, ${values.length}.`,
    );
  return values.length - count;
}

/** At each place the median of the learned points in the same phase; zeros without a period. */
function seasonOf(
  values: readonly number[],
  learned: number,
  { name, period, threshold }: Pick<Settings, 'name' | 'period' | 'threshold'>,
): number[] {
  const known = values.slice(0, learned);
  const length = period === -1n ? detectedPeriod(known, name, threshold) : Number(period);
  if (length < 1) return values.map(() => 0);
  const phases = Array.from({ length: Math.min(length, learned) }, (): number[] => []);
  for (const [index, value] of known.entries()) phases[index % length]?.push(value);
  const medians = phases.map(median);
  return values.map((_, index) => medians[index % length] ?? 0);
}

function detectedPeriod(values: readonly number[], name: string, threshold: number): number {
  const [best] = detectPeriods(values, {
    name,
    shortest: 0,
    longest: Number.POSITIVE_INFINITY,
    count: 1,
    threshold,
  });
  return best !== undefined && best.score >= threshold ? best.length : 0;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}

function trendOf(values: readonly number[], length: number, { name, trend: kind }: Settings): number[] {
  switch (kind) {
    case 'none':
      return Array<number>(length).fill(0);
    case 'avg':
      return Array<number>(length).fill(mean(values));
    case 'linefit': {
      const { slope, interception } = fitLine(values);
      return Array.from({ length }, (_, index) => interception + slope * (index + 1));
    }
    default:
      throw semanticError('SEM0025', `${name}(): Trend must be 'avg', 'linefit' or 'none', not '${kind}'.`);
  }
}
