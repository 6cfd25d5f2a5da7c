import rhea from 'rhea';
import { describe, expect, it } from 'vitest';
import { encodeOutgoingEvent, encodeRuntimeMetric } from './outgoing-event.ts';
import { decodeMessage, encodeData, encodeMessage } from './test-messages.ts';

const { types } = rhea;
const position = { sequenceNumber: 5, offset: 123, enqueuedTimeMs: 1_700_000_000_000, partitionKey: null };

function deliver(sent: Buffer, partitionKey: string | null = null, metric: Buffer | null = null) {
  return decodeMessage(
    Buffer.concat(encodeOutgoingEvent({ ...position, partitionKey, message: sent }, metric)),
  );
}

describe('an event that goes out', () => {
  it('carries its position and all that its producer sent', () => {
    const received = deliver(
      encodeData(Buffer.from('{"a":1}'), {
        durable: true,
        message_id: 'id-1',
        subject: 'subject',
        application_properties: { Table: 'T', count: 3 },
        message_annotations: { 'iothub-connection-device-id': 'device', nested: { deep: [1, 2] } },
        footer: { sum: 1 },
      }),
    );
    expect(received).toMatchObject({
      durable: true,
      message_id: 'id-1',
      subject: 'subject',
      application_properties: { Table: 'T', count: 3 },
      message_annotations: {
        'x-opt-sequence-number': 5,
        'x-opt-offset': '123',
        'x-opt-enqueued-time': new Date(1_700_000_000_000),
        'iothub-connection-device-id': 'device',
        nested: { deep: [1, 2] },
      },
      footer: { sum: 1 },
    });
    expect(received.body).toMatchObject({ content: Buffer.from('{"a":1}') });
  });

  it('says its own position, not the one of the hub that it was copied from', () => {
    const copied = encodeMessage({
      body: 'x',
      message_annotations: { 'x-opt-offset': '9', 'x-opt-sequence-number': types.wrap_long(9), kept: 'yes' },
      delivery_annotations: { hop: 1 },
    });
    const received = deliver(copied);
    expect(received.message_annotations).toMatchObject({
      'x-opt-offset': '123',
      'x-opt-sequence-number': 5,
      kept: 'yes',
    });
    expect(Object.keys(received.message_annotations)).toHaveLength(4);
    expect(received.delivery_annotations).toBeUndefined();
  });

  it('has the partition key of its batch, once', () => {
    expect(deliver(encodeMessage({ body: 'x' }), 'key').message_annotations['x-opt-partition-key']).toBe(
      'key',
    );
    const withKey = encodeMessage({ body: 'x', message_annotations: { 'x-opt-partition-key': 'own' } });
    expect(deliver(withKey, 'key').message_annotations['x-opt-partition-key']).toBe('own');
    const long = 'k'.repeat(300);
    expect(deliver(encodeMessage({ body: 'x' }), long).message_annotations['x-opt-partition-key']).toBe(long);
  });

  it('tells the state of the partition when its receiver asked', () => {
    const metric = encodeRuntimeMetric({
      lastSequence: 9,
      lastOffset: 900,
      lastEnqueuedTimeMs: 1,
      retrievedAtMs: 2,
    });
    const received = deliver(encodeMessage({ durable: true, body: 'x' }), null, metric);
    expect(received.delivery_annotations).toMatchObject({
      last_enqueued_sequence_number: 9,
      last_enqueued_offset: '900',
      last_enqueued_time_utc: new Date(1),
      runtime_info_retrieval_time_utc: new Date(2),
    });
    expect(received.durable).toBe(true);
  });
});
