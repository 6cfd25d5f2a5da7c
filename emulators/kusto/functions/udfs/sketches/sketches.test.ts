import { describe, expect, test } from 'vitest';
import { countHll, type Hll, mergeHlls, newHll, parseHlls, printHll } from './hll.ts';
import { digestOf, mergeDigests, parseDigest, percentileOf, printDigest, rankOf } from './tdigest.ts';

/** Hashes that look random: splitmix64 of the numbers. */
function hashes(from: number, to: number): bigint[] {
  return Array.from({ length: to - from }, (_, index) => {
    let z = BigInt.asUintN(64, BigInt(from + index + 1) * 0x9e3779b97f4a7c15n);
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return BigInt.asIntN(64, z ^ (z >> 31n));
  });
}

function expectNear(sketch: Hll | null, count: number): void {
  const found = sketch === null ? -1 : Number(countHll(sketch));
  expect(Math.abs(found - count) / count).toBeLessThan(0.03);
}

describe('HyperLogLog', () => {
  test('counts up to 1,024 values exactly', () => {
    expect(countHll(newHll(14, hashes(0, 1024)))).toBe(1024n);
  });

  test.each([12, 14, 18])('estimates more of them within three percent with %i bits', (bits) => {
    expectNear(newHll(bits, hashes(0, 30_000)), 30_000);
  });

  test('merges sketches that overlap, whatever their form and their exactness', () => {
    const merged = mergeHlls([
      newHll(14, hashes(0, 500)),
      newHll(18, hashes(400, 20_000)),
      newHll(14, hashes(0, 3_000)),
    ]);
    expect(merged?.bits).toBe(14);
    expectNear(merged, 20_000);
  });

  test('prints to JSON that reads back as itself', () => {
    const few = newHll(14, hashes(0, 3));
    const many = newHll(12, hashes(0, 5_000));
    expect(parseHlls(`[${printHll(few)},null,${printHll(many)}]`)).toEqual([few, many]);
  });

  test('refuses what is not a sketch', () => {
    expect(() => parseHlls('[[1,2]]')).toThrow('hll()');
  });
});

describe('t-digest', () => {
  const values = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ value: index + 1, weight: 1 }));

  test('keeps up to 4,096 different values as they are', () => {
    const digest = digestOf('real', values(4_096));
    expect(rankOf(digest, 685)).toBe(685);
    expect(percentileOf(digest, 100)).toBe(4_096);
  });

  test('merges more of them to at most twice its compression, the ends kept', () => {
    const digest = digestOf('real', values(50_000));
    expect(digest.centroids.length).toBeLessThan(2_000);
    expect(percentileOf(digest, 0)).toBe(1);
    expect(percentileOf(digest, 100)).toBe(50_000);
    for (const percent of [1, 25, 50, 90, 99])
      expect(Math.abs(Number(percentileOf(digest, percent)) - percent * 500)).toBeLessThan(250);
  });

  test('counts equal values and prints to JSON that reads back as itself', () => {
    const digest = digestOf('datetime', [
      { value: 5n, weight: 1 },
      { value: 3n, weight: 2 },
      { value: 5n, weight: 4 },
    ]);
    expect(printDigest(digest)).toBe('[[10],[3,5],[2,5]]');
    expect(parseDigest(printDigest(digest))).toEqual(digest);
  });

  test('of whole numbers and of reals merge to one of reals, of times and numbers do not', () => {
    const whole = digestOf('long', [{ value: 1n, weight: 1 }]);
    const real = digestOf('real', [{ value: 1.5, weight: 1 }]);
    expect(mergeDigests([whole, real])).toEqual({
      type: 'real',
      centroids: [
        { value: 1, weight: 1 },
        { value: 1.5, weight: 1 },
      ],
    });
    expect(() => mergeDigests([whole, digestOf('datetime', [{ value: 1n, weight: 1 }])])).toThrow(
      'different types',
    );
  });
});
