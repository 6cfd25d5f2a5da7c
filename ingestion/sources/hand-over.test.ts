import { describe, expect, it } from 'vitest';
import { HandOver } from './hand-over.ts';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('HandOver', () => {
  it('hands every item over in order', async () => {
    const handOver = new HandOver<number>();
    const all = collect(handOver);
    for (const item of [1, 2, 3]) await handOver.put(item);
    handOver.end();
    expect(await all).toEqual([1, 2, 3]);
  });

  it('keeps the producer waiting until its item is taken', async () => {
    const handOver = new HandOver<string>();
    let isTaken = false;
    const put = handOver.put('a').then(() => {
      isTaken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(false);
    const iterator = handOver[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 'a' });
    await put;
    expect(isTaken).toBe(true);
  });

  it('lets producers go and ends the consumer when it ends', async () => {
    const handOver = new HandOver<string>();
    const put = handOver.put('never taken');
    handOver.end();
    await put;
    await handOver.put('too late');
    expect(await collect(handOver)).toEqual([]);
  });

  it('wakes a consumer that already waits', async () => {
    const handOver = new HandOver<string>();
    const all = collect(handOver);
    await new Promise((resolve) => setImmediate(resolve));
    handOver.end();
    expect(await all).toEqual([]);
  });
});
