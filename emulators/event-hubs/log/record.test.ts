import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, type EventRecord, encodeRecord, withEventsIn } from './record.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

const eventRecord: fc.Arbitrary<EventRecord> = fc.record({
  kind: fc.constant('events' as const),
  commitNumber: fc.nat(),
  endsCommit: fc.boolean(),
  baseSequence: fc.maxSafeNat(),
  baseOffset: fc.maxSafeNat(),
  enqueuedTimeMs: fc.maxSafeNat(),
  partitionKey: fc.option(fc.string({ unit: 'grapheme' })),
  producer: fc.option(
    fc.record({
      id: fc.maxSafeInteger(),
      epoch: fc.integer({ min: -32_768, max: 32_767 }),
      firstSequence: fc.integer(),
    }),
  ),
  events: fc.array(bytes(50), { maxLength: 5 }),
});

describe('a record of the log', () => {
  it('reads back as it was written, wherever it stands', () => {
    fc.assert(
      fc.property(eventRecord, bytes(40), bytes(40), (record, before, after) => {
        const encoded = encodeRecord(record);
        const decoded = decodeRecord(Buffer.concat([before, encoded, after]), before.length);
        expect(decoded).toEqual({ state: 'whole', record, byteLength: encoded.length });
      }),
    );
  });

  it('is incomplete, never wrong, when its end is missing', () => {
    fc.assert(
      fc.property(eventRecord, fc.double({ min: 0, max: 0.999, noNaN: true }), (record, share) => {
        const encoded = encodeRecord(record);
        const part = encoded.subarray(0, Math.floor(encoded.length * share));
        expect(decodeRecord(part, 0).state).toBe('incomplete');
      }),
    );
  });

  it('is not read when a bit of it has changed', () => {
    fc.assert(
      fc.property(eventRecord, fc.nat(), (record, place) => {
        const encoded = encodeRecord(record);
        const bit = place % (encoded.length * 8);
        encoded[bit >> 3] = (encoded[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decodeRecord(encoded, 0).state).not.toBe('whole');
      }),
    );
  });

  it('keeps no other memory alive than its encoded form', () => {
    fc.assert(
      fc.property(eventRecord, (record) => {
        const encoded = encodeRecord(record);
        const own = withEventsIn(encoded, record);
        expect(own.events).toEqual(record.events);
        for (const event of own.events) expect(event.buffer).toBe(encoded.buffer);
      }),
    );
  });
});
