import fc from 'fast-check';
import rhea from 'rhea';
import { describe, expect, it } from 'vitest';
import { batchFormat, readIncomingBatch } from './incoming-batch.ts';
import { encodeData, encodeEnvelope, encodeMessage } from './test-messages.ts';
import { WireFormatError } from './wire-values.ts';

const { types } = rhea;

function stamped(sequence: number): Buffer {
  return encodeData(Buffer.from('x'), {
    message_annotations: {
      'com.microsoft:producer-id': types.wrap_long(7),
      'com.microsoft:producer-epoch': types.wrap_short(2),
      'com.microsoft:producer-sequence-number': types.wrap_int(sequence),
    },
  });
}

describe('a batch that comes in', () => {
  it('is taken apart into the messages that went in', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(bodies, fc.option(fc.string(), { nil: undefined }), (contents, key) => {
        const events = contents.map((body) => encodeData(Buffer.from(body)));
        expect(readIncomingBatch(encodeEnvelope(events, key), batchFormat)).toEqual({
          events,
          partitionKey: key ?? null,
          producer: null,
        });
      }),
    );
  });

  it('of format 0 is one event, with all its bytes', () => {
    const single = encodeMessage({ body: 'text', message_annotations: { 'x-opt-partition-key': 'k' } });
    expect(readIncomingBatch(single, 0)).toEqual({ events: [single], partitionKey: 'k', producer: null });
  });

  it('of an idempotent producer tells where it starts', () => {
    const { producer } = readIncomingBatch(encodeEnvelope([stamped(300), stamped(301)]), batchFormat);
    expect(producer).toEqual({ id: 7, epoch: 2, firstSequence: 300 });
  });

  it.each([
    ['numbers with a gap', encodeEnvelope([stamped(1), stamped(3)])],
    ['an event that is no message', encodeEnvelope([Buffer.from('no message')])],
    ['a cut envelope', encodeEnvelope([stamped(1)]).subarray(0, 40)],
    ['descriptors without end', Buffer.alloc(500_000)],
    ['a section of an unknown kind', Buffer.of(0x00, 0x53, 0x20, 0x40)],
  ])('is refused with %s', (_, payload) => {
    expect(() => readIncomingBatch(payload, batchFormat)).toThrow(WireFormatError);
  });

  it('never fails in another way, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0, batchFormat, 7), (bytes, format) => {
        try {
          readIncomingBatch(Buffer.from(bytes), format);
        } catch (error) {
          expect(error).toBeInstanceOf(WireFormatError);
        }
      }),
    );
  });
});
