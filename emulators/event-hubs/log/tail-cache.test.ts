import { describe, expect, it } from 'vitest';
import type { StoredEvent } from './stored-event.ts';
import { TailCache } from './tail-cache.ts';

function events(first: number, count: number): StoredEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    sequenceNumber: first + i,
    offset: 0,
    enqueuedTimeMs: 0,
    partitionKey: null,
    message: Buffer.alloc(800),
  }));
}

const numbers = (found: readonly StoredEvent[] | null) => found?.map(({ sequenceNumber }) => sequenceNumber);

describe('the cache of the newest events', () => {
  it('reads on over batches, from the middle of one', () => {
    const cache = new TailCache(1e6);
    for (let first = 0; first < 30; first += 3) cache.push(events(first, 3));
    expect(numbers(cache.read(4, 5))).toEqual([4, 5, 6, 7, 8]);
    expect(numbers(cache.read(28, 5))).toEqual([28, 29]);
    expect(numbers(cache.read(30, 5))).toEqual([]);
  });

  it('gives up the oldest batches when it is full, never the newest', () => {
    const cache = new TailCache(10_000);
    for (let first = 0; first < 6_000; first += 2) cache.push(events(first, 2));
    expect(cache.read(5_980, 5)).toBeNull();
    expect(numbers(cache.read(5_990, 3))).toEqual([5_990, 5_991, 5_992]);
    cache.push(events(6_000, 50));
    expect(cache.read(5_999, 5)).toBeNull();
    expect(numbers(cache.read(6_048, 5))).toEqual([6_048, 6_049]);
  });
});
