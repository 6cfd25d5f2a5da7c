import type { Udf } from '../../udfs.ts';
import { countHll, hllOfCodes, mergeHlls, newHll, parseHlls, printHll } from './hll.ts';
import { intersectHlls } from './intersect-hlls.ts';
import {
  type DigestType,
  digestOf,
  mergeDigests,
  numberOf,
  parseDigest,
  parseDigests,
  percentileOf,
  printDigest,
  rankOf,
  sampleOf,
  totalWeight,
  valueJson,
} from './tdigest.ts';

/** What the sketch aggregates and functions call; sketches are JSON texts, lists of numbers are texts `[1, 2]`. */
export const sketchUdfs: Udf[] = [
  {
    name: 'kql_hll_of_hashes',
    parameters: ['VARCHAR', 'BIGINT'],
    returns: 'VARCHAR',
    run: (hashes: string, bits: bigint) => printHll(newHll(Number(bits), digitsOf(hashes).map(BigInt))),
  },
  {
    name: 'kql_hll_of_codes',
    parameters: ['VARCHAR', 'BIGINT'],
    returns: 'VARCHAR',
    run: (codes: string, bits: bigint) => printHll(hllOfCodes(Number(bits), digitsOf(codes).map(Number))),
  },
  {
    name: 'kql_hll_merge',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (sketches: string) => {
      const merged = mergeHlls(parseHlls(sketches));
      return merged === null ? null : printHll(merged);
    },
  },
  {
    name: 'kql_hll_count',
    parameters: ['VARCHAR'],
    returns: 'BIGINT',
    run: (sketch: string) => {
      const [only] = parseHlls(`[${sketch}]`);
      return only === undefined ? null : countHll(only);
    },
  },
  {
    name: 'kql_hll_intersect',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (sketches: string) => `[${intersectHlls(parseHlls(sketches)).join(',')}]`,
  },
  {
    name: 'kql_tdigest_of',
    parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR'],
    returns: 'VARCHAR',
    run: (type: DigestType, values: string, weights: string) => {
      const weightList = digitsOf(weights).map(Number);
      const centroids = digitsOf(values).map((digits, index) => ({
        value: numberOf(type, digits),
        weight: weightList[index] ?? 1,
      }));
      return printDigest(digestOf(type, centroids));
    },
  },
  {
    name: 'kql_tdigest_positions',
    parameters: ['BIGINT'],
    returns: 'VARCHAR',
    run: (count: bigint) =>
      `[${sampleOf(Number(count))
        .map(({ position }) => position)
        .join(',')}]`,
  },
  {
    name: 'kql_tdigest_of_sample',
    parameters: ['VARCHAR', 'VARCHAR', 'BIGINT'],
    returns: 'VARCHAR',
    run: (type: DigestType, values: string, count: bigint) => {
      const sample = sampleOf(Number(count));
      const centroids = digitsOf(values).map((digits, index) => ({
        value: numberOf(type, digits),
        weight: sample[index]?.weight ?? 1,
      }));
      return printDigest(digestOf(type, centroids));
    },
  },
  {
    name: 'kql_tdigest_merge',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (digests: string) => {
      const merged = mergeDigests(parseDigests(digests));
      return merged === null ? null : printDigest(merged);
    },
  },
  {
    name: 'kql_tdigest_percentile',
    parameters: ['VARCHAR', 'DOUBLE'],
    returns: 'VARCHAR',
    run: (text: string, percent: number) => {
      const digest = parseDigest(text);
      return valueJson(digest.type, percentileOf(digest, percent));
    },
  },
  {
    name: 'kql_tdigest_percentiles',
    parameters: ['VARCHAR', 'VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string, percents: string) => {
      const digest = parseDigest(text);
      const values = digitsOf(percents).map((percent) =>
        valueJson(digest.type, percentileOf(digest, Number(percent))),
      );
      return `[${values.join(',')}]`;
    },
  },
  {
    name: 'kql_tdigest_rank',
    parameters: ['VARCHAR', 'VARCHAR'],
    returns: 'DOUBLE',
    run: (text: string, value: string) => {
      const digest = parseDigest(text);
      return rankOf(digest, numberOf(digest.type, value));
    },
  },
  {
    name: 'kql_tdigest_weight',
    parameters: ['VARCHAR'],
    returns: 'DOUBLE',
    run: (text: string) => totalWeight(parseDigest(text).centroids),
  },
];

function digitsOf(list: string): string[] {
  const inside = list.trim().slice(1, -1).trim();
  return inside === '' ? [] : inside.split(',').map((item) => item.trim());
}
