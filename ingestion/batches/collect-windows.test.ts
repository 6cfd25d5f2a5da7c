import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandOver } from '../sources/hand-over.ts';
import type { SourceBatch, SourceEvent } from '../sources/source.ts';
import { collectWindows, cut } from './collect-windows.ts';

function event(sequenceNumber: number, bytes = 10): SourceEvent {
  return {
    body: new Uint8Array(bytes),
    offset: String(sequenceNumber),
    sequenceNumber,
    enqueuedMs: 0,
    partitionKey: null,
    properties: {},
  };
}

function batch(...sequenceNumbers: number[]): SourceBatch {
  return {
    source: 'h',
    partition: '0',
    events: sequenceNumbers.map((n) => event(n)),
    receivedMs: Date.now(),
  };
}

function numbersOf({ value }: IteratorResult<SourceEvent[], void>): number[] {
  return (value ?? []).map(({ sequenceNumber }) => sequenceNumber);
}

describe('collecting windows', () => {
  const limits = { latencyMs: 2_000, maxBytes: 1_000, maxEvents: 3 };

  it('joins batches until a window is full, without waiting for its time', async () => {
    const batches = new HandOver<SourceBatch>();
    const windows = collectWindows(batches, limits);
    const first = windows.next();
    await batches.put(batch(1));
    await batches.put(batch(2));
    await batches.put(batch(3));
    expect(numbersOf(await first)).toEqual([1, 2, 3]);
    batches.end();
  });

  it('hands a window on when its time is over', async () => {
    const batches = new HandOver<SourceBatch>();
    const windows = collectWindows(batches, { ...limits, latencyMs: 20 });
    const first = windows.next();
    await batches.put(batch(1));
    expect(numbersOf(await first)).toEqual([1]);
    batches.end();
    expect(await windows.next()).toEqual({ done: true, value: undefined });
  });

  it('reads no further than one batch while a window is worked on', async () => {
    const batches = new HandOver<SourceBatch>();
    const windows = collectWindows(batches, { ...limits, latencyMs: 0 });
    const first = windows.next();
    await batches.put(batch(1));
    await first;
    await batches.put(batch(2));
    let isTaken = false;
    void batches.put(batch(3)).then(() => {
      isTaken = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isTaken).toBe(false);
    batches.end();
  });

  it('ends with the batches', async () => {
    const batches = new HandOver<SourceBatch>();
    const windows = collectWindows(batches, limits);
    const first = windows.next();
    batches.end();
    expect((await first).done).toBe(true);
  });
});

describe('cutting events into parts', () => {
  it('keeps all events in order and every part within the limits', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300 }));
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (bytes, maxBytes, maxEvents) => {
          const events = bytes.map((size, index) => event(index, size));
          const parts = [...cut(events, { maxBytes, maxEvents })];
          expect(parts.flat()).toEqual(events);
          for (const part of parts) {
            const size = part.reduce((sum, { body }) => sum + body.byteLength, 0);
            expect(part.length).toBeGreaterThan(0);
            expect(part.length).toBeLessThanOrEqual(maxEvents);
            expect(part.length === 1 || size <= maxBytes).toBe(true);
          }
        },
      ),
    );
  });
});
