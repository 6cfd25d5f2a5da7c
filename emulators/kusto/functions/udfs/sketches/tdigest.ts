import { printDatetime } from '../../../types/datetime.ts';
import { parseJson } from '../../../types/json.ts';
import { semanticError, unsupported } from '../../../types/kql-error.ts';
import { printTimespan } from '../../../types/timespan.ts';

export type DigestType = 'int' | 'long' | 'real' | 'datetime' | 'timespan';

/** A t-digest (Dunning, Ertl 2019): values in order, each with the number of values that it stands for. */
export interface TDigest {
  type: DigestType;
  centroids: Centroid[];
}

/** Times are ticks; whole numbers are bigints. */
export interface Centroid {
  value: number | bigint;
  weight: number;
}

/** 7 is Kusto's code of int; the others are of this engine. */
export const typeCodes: Record<DigestType, number> = { int: 7, long: 8, real: 9, datetime: 10, timespan: 11 };

/** Up to so many different values are kept as they are, so that ranks and percentiles are exact. */
const maxExact = 4_096;
/** The digest's compression: more centroids than that are merged to at most as many. */
const compression = 1_000;
/** JSON text of digests that are merged at once. */
const maxTextLength = 4 * 1024 * 1024;

/** The digest of values in any order; equal ones are counted, too many are merged. */
export function digestOf(type: DigestType, centroids: Centroid[]): TDigest {
  const sorted = centroids.toSorted((a, b) => (a.value < b.value ? -1 : Number(a.value > b.value)));
  const distinct: Centroid[] = [];
  for (const { value, weight } of sorted) {
    const last = distinct.at(-1);
    if (last !== undefined && last.value === value) last.weight += weight;
    else if (weight > 0) distinct.push({ value, weight });
  }
  return { type, centroids: distinct.length > maxExact ? compressed(distinct) : distinct };
}

/** Neighbours are merged as long as they span at most one unit of the scale k(q) = compression / pi * asin(2q - 1). */
function compressed(sorted: Centroid[]): Centroid[] {
  const total = totalWeight(sorted);
  const scale = (weight: number) =>
    (compression / Math.PI) * Math.asin(Math.min((2 * weight) / total - 1, 1));
  const merged: Centroid[] = [];
  let before = 0;
  let start = scale(0);
  let open: Centroid[] = [];
  for (const centroid of sorted) {
    if (open.length > 0 && scale(before + centroid.weight) - start > 1) {
      merged.push(mean(open));
      open = [];
      start = scale(before);
    }
    open.push(centroid);
    before += centroid.weight;
  }
  if (open.length > 0) merged.push(mean(open));
  return merged;
}

/** Which of so many sorted values, counted from 1, stand for how many each: the steps of the digest's scale. */
export function sampleOf(count: number): { position: number; weight: number }[] {
  const step = (index: number) =>
    Math.round((count * (1 + Math.sin(Math.PI * (index / compression - 0.5)))) / 2);
  const sample: { position: number; weight: number }[] = [];
  for (let index = 0; index < compression; index++) {
    const [start, end] = [step(index), step(index + 1)];
    const middle = start === 0 ? 1 : end === count ? count : Math.floor((start + 1 + end) / 2);
    if (end > start) sample.push({ position: middle, weight: end - start });
  }
  return sample;
}

function mean(centroids: Centroid[]): Centroid {
  const weight = totalWeight(centroids);
  const [first] = centroids;
  if (first === undefined || centroids.length === 1) return { value: first?.value ?? 0, weight };
  if (typeof first.value === 'bigint') {
    const sum = centroids.reduce(
      (total, { value, weight: own }) => total + BigInt(value) * BigInt(Math.round(own)),
      0n,
    );
    return { value: sum / BigInt(Math.max(Math.round(weight), 1)), weight };
  }
  return {
    value: centroids.reduce((total, { value, weight: own }) => total + Number(value) * (own / weight), 0),
    weight,
  };
}

export function totalWeight(centroids: readonly Centroid[]): number {
  return centroids.reduce((total, { weight }) => total + weight, 0);
}

/** The digest of the values of all; null when there is none. */
export function mergeDigests(digests: TDigest[]): TDigest | null {
  const [first] = digests;
  if (first === undefined) return null;
  const isSame = digests.every(({ type }) => type === first.type);
  const isNumeric = digests.every(({ type }) => type === 'int' || type === 'long' || type === 'real');
  if (!isSame && !isNumeric)
    throw semanticError('SEM0025', 'tdigest values of different types cannot be merged');
  const type = isSame ? first.type : digests.some((digest) => digest.type === 'real') ? 'real' : 'long';
  const all = digests.flatMap(({ centroids }) => centroids);
  return digestOf(
    type,
    type === 'real' ? all.map(({ value, weight }) => ({ value: Number(value), weight })) : all,
  );
}

/** The least value that more than this percentage of all values are not above. */
export function percentileOf({ centroids }: TDigest, percent: number): number | bigint | null {
  const threshold = (Math.min(Math.max(percent, 0), 100) / 100) * totalWeight(centroids);
  let seen = 0;
  for (const { value, weight } of centroids) {
    seen += weight;
    if (seen > threshold) return value;
  }
  return centroids.at(-1)?.value ?? null;
}

/** How many values are not above this one. */
export function rankOf({ centroids }: TDigest, value: number | bigint): number {
  return totalWeight(centroids.filter((centroid) => centroid.value <= value));
}

/** `[[type code], values, weights]`. */
export function printDigest({ type, centroids }: TDigest): string {
  const values = centroids.map(({ value }) => String(value)).join(',');
  const weights = centroids.map(({ weight }) => String(weight)).join(',');
  return `[[${typeCodes[type]}],[${values}],[${weights}]]`;
}

/** Throws KqlError when the JSON is not that of a digest. */
export function parseDigest(text: string): TDigest {
  if (text.length > maxTextLength) throw unsupported('tdigest_merge() of so many values');
  return readDigest(parseJson(text));
}

/** The digests of a JSON array; nulls are left out. */
export function parseDigests(text: string): TDigest[] {
  if (text.length > maxTextLength) throw unsupported('tdigest_merge() of so many values');
  const list = parseJson(text);
  return (Array.isArray(list) ? list : [list]).filter((item) => item !== null).map(readDigest);
}

function readDigest(json: ReturnType<typeof parseJson>): TDigest {
  const [head, values, weights] = Array.isArray(json) ? json : [];
  const code = Array.isArray(head) ? rawNumber(head[0]) : null;
  const type = (Object.keys(typeCodes) as DigestType[]).find((name) => String(typeCodes[name]) === code);
  if (
    type === undefined ||
    !Array.isArray(values) ||
    !Array.isArray(weights) ||
    values.length !== weights.length
  )
    throw notDigest();
  const centroids = values.map((value, index) => ({
    value: numberOf(type, rawNumber(value)),
    weight: Number(rawNumber(weights[index])),
  }));
  return digestOf(type, centroids);
}

function rawNumber(value: ReturnType<typeof parseJson> | undefined): string {
  if (typeof value === 'object' && value !== null && 'raw' in value) return value.raw;
  throw notDigest();
}

/** A value of a digest of this type from its digits. */
export function numberOf(type: DigestType, digits: string): number | bigint {
  if (type === 'real') return Number(digits);
  return /^-?\d+$/.test(digits) ? BigInt(digits) : BigInt(Math.round(Number(digits)));
}

function notDigest(): Error {
  return semanticError('SEM0025', 'a value is not the result of tdigest()');
}

/** A value of a digest as JSON. */
export function valueJson(type: DigestType, value: number | bigint | null): string {
  if (value === null) return 'null';
  if (type === 'datetime') return JSON.stringify(printDatetime(BigInt(value)));
  return type === 'timespan' ? JSON.stringify(printTimespan(BigInt(value))) : String(value);
}
