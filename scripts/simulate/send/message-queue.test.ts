import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from './message.ts';
import { MessageQueue } from './message-queue.ts';

const message = (key: string | null, number: number): Message => ({
  table: 'T',
  partitionKey: key,
  body: { number },
});

describe('the queue of messages', () => {
  it('takes the oldest with all of its key, in order', () => {
    const queue = new MessageQueue(10);
    queue.put([message('a', 1), message('b', 2), message('a', 3), message(null, 4)]);
    expect(queue.take(10)).toEqual([message('a', 1), message('a', 3)]);
    expect(queue.take(10)).toEqual([message('b', 2)]);
    expect(queue.take(10)).toEqual([message(null, 4)]);
    expect(queue.take(10)).toEqual([]);
  });

  it('drops the oldest when it is full, and counts them', () => {
    const queue = new MessageQueue(2);
    queue.put([message('a', 1), message('a', 2), message('a', 3)]);
    expect(queue.takeDroppedCount()).toBe(1);
    expect(queue.takeDroppedCount()).toBe(0);
    queue.putBack([message('a', 0)]);
    expect(queue.take(10)).toEqual([message('a', 2), message('a', 3)]);
    expect(queue.takeDroppedCount()).toBe(1);
  });

  it('keeps the order of every key and neither loses nor repeats a message below its capacity', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', null));
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean()), (given, most, failures) => {
        const queue = new MessageQueue(1_000);
        queue.put(given.map((key, number) => message(key, number)));
        const sent: Message[] = [];
        for (let attempt = 0; queue.size > 0; attempt += 1) {
          const taken = queue.take(most);
          if (failures[attempt]) queue.putBack(taken);
          else sent.push(...taken);
        }
        for (const key of ['a', 'b', null]) {
          const expected = given
            .map((item, number) => message(item, number))
            .filter((item) => item.partitionKey === key);
          expect(sent.filter((item) => item.partitionKey === key)).toEqual(expected);
        }
      }),
    );
  });
});
