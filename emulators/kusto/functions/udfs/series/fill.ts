import type { UdfFunction } from '../udf-function.ts';
import { elementsOf, numberOf, readSeries, writeReal } from './series.ts';

const placeholder = { type: 'dynamic', otherwise: 'NULL' } as const;

/** Replacement of missing values: those that equal the placeholder, by default null. */
export const fillSeries: Record<string, UdfFunction> = {
  series_fill_const: {
    takes: ['dynamic', 'dynamic'],
    optional: [placeholder],
    gives: 'dynamic',
    seesNulls: true,
    run: fillConst,
  },
  series_fill_forward: {
    takes: ['dynamic'],
    optional: [placeholder],
    gives: 'dynamic',
    seesNulls: true,
    run: fillForward,
  },
  series_fill_backward: {
    takes: ['dynamic'],
    optional: [placeholder],
    gives: 'dynamic',
    seesNulls: true,
    run: fillBackward,
  },
  series_fill_linear: {
    takes: ['dynamic'],
    optional: [placeholder, { type: 'bool', otherwise: 'true' }, { type: 'dynamic', otherwise: `'0.0'` }],
    gives: 'dynamic',
    seesNulls: true,
    run: fillLinear,
  },
};

function fillConst(json: string | null, constant: string | null, missing: string | null): string | null {
  return filled(json, missing, (tokens) => tokens.map((token) => token ?? constant));
}

function fillForward(json: string | null, missing: string | null): string | null {
  return filled(json, missing, carryForward);
}

function fillBackward(json: string | null, missing: string | null): string | null {
  return filled(json, missing, (tokens) => carryForward(tokens.toReversed()).toReversed());
}

/** Between integers the line is cut to integers. */
function fillLinear(
  json: string | null,
  missing: string | null,
  fillsEdges: boolean | null,
  constant: string | null,
): string | null {
  const isLong = json !== null && (readSeries(json)?.isLong ?? false);
  return filled(json, missing, (tokens) => {
    if (tokens.every((token) => token === null)) return tokens.map(() => constant);
    return interpolated(tokens, fillsEdges ?? true, (value) =>
      isLong ? String(Math.trunc(value)) : writeReal(value),
    );
  });
}

type Tokens = (string | null)[];

/** Gives `fill` the elements with null where one is missing; what it leaves null stays what it was. */
function filled(
  json: string | null,
  missing: string | null,
  fill: (tokens: Tokens) => Tokens,
): string | null {
  const tokens = json === null ? null : elementsOf(json);
  if (tokens === null) return null;
  const isMissing = missingTest(missing);
  const results = fill(tokens.map((token) => (isMissing(token) ? null : token)));
  return `[${results.map((token, index) => token ?? tokens[index]).join(',')}]`;
}

function missingTest(placeholderJson: string | null): (token: string) => boolean {
  if (placeholderJson === null || placeholderJson === 'null') return (token) => token === 'null';
  const value = numberOf(placeholderJson);
  if (value === null) return (token) => token === placeholderJson;
  return (token) => Object.is(numberOf(token), value) || numberOf(token) === value;
}

function carryForward(tokens: Tokens): Tokens {
  let last: string | null = null;
  return tokens.map((token) => {
    if (token !== null) last = token;
    return last;
  });
}

function interpolated(tokens: Tokens, fillsEdges: boolean, write: (value: number) => string): Tokens {
  const results = [...tokens];
  const known = tokens.flatMap((token, index) => (token === null ? [] : [index]));
  for (const [position, right] of known.entries()) {
    const left = known[position - 1];
    if (left === undefined) {
      if (fillsEdges) results.fill(tokens[right] ?? null, 0, right);
      continue;
    }
    const [from, to] = [numberOf(tokens[left] ?? ''), numberOf(tokens[right] ?? '')];
    if (from === null || to === null) continue;
    const slope = (to - from) / (right - left);
    for (let index = left + 1; index < right; index++) results[index] = write(to - slope * (right - index));
  }
  const last = known.at(-1);
  if (fillsEdges && last !== undefined) results.fill(tokens[last] ?? null, last + 1);
  return results;
}
