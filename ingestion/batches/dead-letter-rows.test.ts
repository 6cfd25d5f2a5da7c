import { describe, expect, it } from 'vitest';
import { deadLetterRows } from './dead-letter-rows.ts';
import type { IngestTarget } from './ingest-batch.ts';

const target: IngestTarget = {
  database: 'd',
  table: 'IngestionDeadLetter',
  mapping: 'm',
  columns: [],
  properties: new Map(),
};

function rowOf(body: Uint8Array): Record<string, unknown> {
  const event = { body, offset: '900', sequenceNumber: 9, enqueuedMs: 0, partitionKey: null, properties: {} };
  const { rows } = deadLetterRows(
    [{ event, table: 'Readings', reason: 'It is broken.' }],
    { source: 'sensors', partition: '1' },
    { target, nowMs: 1_000 },
  );
  return JSON.parse(rows[0]?.line ?? '') as Record<string, unknown>;
}

describe('the row of a dead letter', () => {
  it('says why, where the event is, and what it was', () => {
    expect(rowOf(Buffer.from('{"a":\n'))).toEqual({
      Timestamp: '1970-01-01T00:00:01.000Z',
      Hub: 'sensors',
      Partition: '1',
      SequenceNumber: 9,
      Offset: '900',
      EnqueuedTime: '1970-01-01T00:00:00.000Z',
      Table: 'Readings',
      Reason: 'It is broken.',
      Body: '{"a":\n',
    });
  });

  it('keeps the bytes of a body that is no text', () => {
    expect(rowOf(new Uint8Array([0xff, 0x00]))).toMatchObject({ Body: 'base64:/wA=' });
  });

  it('keeps the beginning of a body that is very long, and says so', () => {
    const row = rowOf(Buffer.alloc(300_000, 'x'));
    expect(row.Body).toHaveLength(262_144);
    expect(row.Reason).toContain('longer than what is kept');
  });
});
