import { describe, expect, it } from 'vitest';
import type { PartitionStream } from '../sources/source.ts';
import { countBehind, LagMeter, reportStream } from './stream-reports.ts';

const bounds = { logId: 'l', firstSequenceNumber: 10, lastSequenceNumber: 19, isEmpty: false };

function partition(name: string, answer: () => Promise<typeof bounds>): PartitionStream {
  return {
    source: 'h',
    partition: name,
    bounds: answer,
    async *[Symbol.asyncIterator]() {},
  };
}

describe('events behind', () => {
  it.each([
    ['in an empty partition', null, { ...bounds, isEmpty: true }, 0],
    ['before the first read', null, bounds, 10],
    ['in the middle', 15, bounds, 4],
    ['at the end', 19, bounds, 0],
    ['when the broker was asked before the newest events', 25, bounds, 0],
    ['when events have expired', 3, bounds, 10],
  ])('%s', (_case, reached, known, expected) => {
    expect(countBehind(reached, known)).toBe(expected);
  });

  it('are the sum over the partitions, and unknown while one does not answer', async () => {
    const meter = new LagMeter();
    let isAway = false;
    const answer = async () => {
      if (isAway) throw new Error('away');
      return bounds;
    };
    const [a, b] = [partition('0', answer), partition('1', answer)];
    meter.reached(a, 15);
    meter.reached(b, 18);
    expect(meter.lagEvents('h')).toBeNull();
    await meter.measure();
    expect(meter.lagEvents('h')).toBe(5);
    meter.left(a);
    expect(meter.lagEvents('h')).toBe(1);
    isAway = true;
    await meter.measure();
    expect(meter.lagEvents('h')).toBeNull();
  });
});

describe('the report of a stream', () => {
  const status = { state: 'reading', sinceMs: 1, message: null } as const;

  it('is that of its source', () => {
    expect(reportStream('h', { status, blockage: null, lagEvents: 3 })).toEqual({
      name: 'h',
      ...status,
      lagEvents: 3,
    });
  });

  it('says why the events are not stored', () => {
    const blockage = { source: 'h', sinceMs: 9, message: 'Kusto does not answer' };
    expect(reportStream('h', { status, blockage, lagEvents: null })).toEqual({
      name: 'h',
      state: 'blocked',
      sinceMs: 9,
      lagEvents: null,
      message: 'Kusto does not answer',
    });
  });
});
