import { describe, expect, it } from 'vitest';
import { partitionOfKey } from './partition-key.ts';

describe('the partition of a key', () => {
  it.each([
    ['', 0, 0],
    ['a', 28, 0],
    ['sensor-17', 17, 1],
    ['alphabet soup', 27, 3],
    ['twelve bytes', 14, 2],
    ['thirteen byte', 1, 1],
    ['Zürich', 1, 1],
    ['the quick brown fox jumps over the lazy dog', 29, 1],
  ])('of %j is the one that the SDK chooses', (key, of32, of4) => {
    expect(partitionOfKey(key, 32)).toBe(of32);
    expect(partitionOfKey(key, 4)).toBe(of4);
  });

  it('spreads keys over all partitions', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 4_000; i++) {
      const partition = partitionOfKey(`key-${i}`, 8);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(count).toBeGreaterThan(350);
  });
});
