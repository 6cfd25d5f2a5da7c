import { crc32 } from 'node:zlib';

/** Who published a batch idempotently, and the producer's own number of the batch's first event. */
export interface ProducerStamp {
  id: number;
  epoch: number;
  firstSequence: number;
}

/** One accepted batch: the unit that is wholly in the log or not at all. */
export interface EventRecord {
  kind: 'events';
  /** Number of the group commit that wrote it: all records of a group share one fdatasync. */
  commitNumber: number;
  /** True for the last record of its group. */
  endsCommit: boolean;
  baseSequence: number;
  baseOffset: number;
  enqueuedTimeMs: number;
  partitionKey: string | null;
  producer: ProducerStamp | null;
  /** Encoded AMQP messages, as the producer sent them. */
  events: readonly Buffer[];
}

export interface ProducerState {
  id: number;
  epoch: number;
  lastSequence: number;
}

/** First record of each segment: all that recovery must know about the segments before it. */
export interface SegmentHeader {
  kind: 'header';
  commitNumber: number;
  baseSequence: number;
  baseOffset: number;
  /** Enqueued time of the last event before this segment; 0 when there was none. */
  precedingTimeMs: number;
  /** Offset of that event. */
  precedingOffset: number | null;
  producers: readonly ProducerState[];
}

export type LogRecord = EventRecord | SegmentHeader;

export type DecodedRecord =
  | { state: 'whole'; record: LogRecord; byteLength: number }
  | { state: 'incomplete'; byteLength: number }
  | { state: 'damaged' };

/** Marks the start of a record, so that a search can find the next one after a damaged one. */
export const recordMagic = Buffer.from('TWR1', 'ascii');

const maxRecordBytes = 64 * 1024 * 1024;
/** Length of an event, before the event. */
const eventOverheadBytes = 4;
const frameBytes = 12;
const fixedBytes = 34;
const stampBytes = 14;
const kinds = { events: 1, header: 2 } as const;
const flags = { partitionKey: 1, producer: 2, endsCommit: 4 } as const;

/** magic, body length, CRC-32 of the body, body. Integers are big-endian. */
export function encodeRecord(record: LogRecord): Buffer {
  const encoded = record.kind === 'events' ? encodeEvents(record) : encodeHeader(record);
  recordMagic.copy(encoded, 0);
  encoded.writeUInt32BE(encoded.length - frameBytes, 4);
  encoded.writeUInt32BE(crc32(encoded.subarray(frameBytes)), 8);
  return encoded;
}

/** The record with events that are parts of its encoded form, so that it keeps no other memory alive. */
export function withEventsIn(encoded: Buffer, record: EventRecord): EventRecord {
  let end = encoded.length;
  const events = record.events.map((event) => event);
  for (let i = events.length - 1; i >= 0; i--) {
    const { length } = events[i] ?? encoded;
    events[i] = encoded.subarray(end - length, end);
    end -= length + eventOverheadBytes;
  }
  return { ...record, events };
}

/** Reads the record at `position`; `incomplete` tells how many bytes it needs from there. */
export function decodeRecord(buffer: Buffer, position: number): DecodedRecord {
  const available = buffer.length - position;
  if (available < frameBytes) return { state: 'incomplete', byteLength: frameBytes };
  if (buffer.compare(recordMagic, 0, 4, position, position + 4) !== 0) return { state: 'damaged' };
  const byteLength = frameBytes + buffer.readUInt32BE(position + 4);
  if (byteLength > maxRecordBytes) return { state: 'damaged' };
  if (available < byteLength) return { state: 'incomplete', byteLength };
  const body = buffer.subarray(position + frameBytes, position + byteLength);
  if (crc32(body) !== buffer.readUInt32BE(position + 8)) return { state: 'damaged' };
  if (body[0] === kinds.events) return { state: 'whole', record: decodeEvents(body), byteLength };
  if (body[0] === kinds.header) return { state: 'whole', record: decodeHeader(body), byteLength };
  return { state: 'damaged' };
}

/** Distance from an event's offset to the next one's: offsets count bytes of the log. */
export function offsetSpan(event: Buffer): number {
  return event.length + eventOverheadBytes;
}

function encodeEvents(record: EventRecord): Buffer {
  const key = record.partitionKey === null ? null : Buffer.from(record.partitionKey, 'utf8');
  let size = frameBytes + fixedBytes + (record.producer ? stampBytes : 0) + (key ? 2 + key.length : 0);
  for (const event of record.events) size += offsetSpan(event);
  const out = Buffer.allocUnsafe(size);
  let at = frameBytes;
  at = out.writeUInt8(kinds.events, at);
  at = out.writeUInt8(flagsOf(record), at);
  at = out.writeUInt32BE(record.commitNumber, at);
  at = out.writeUInt32BE(record.events.length, at);
  at = out.writeBigInt64BE(BigInt(record.baseSequence), at);
  at = out.writeBigInt64BE(BigInt(record.baseOffset), at);
  at = out.writeBigInt64BE(BigInt(record.enqueuedTimeMs), at);
  if (record.producer) {
    at = out.writeBigInt64BE(BigInt(record.producer.id), at);
    at = out.writeInt16BE(record.producer.epoch, at);
    at = out.writeInt32BE(record.producer.firstSequence, at);
  }
  if (key) {
    at = out.writeUInt16BE(key.length, at);
    at += key.copy(out, at);
  }
  for (const event of record.events) {
    at = out.writeUInt32BE(event.length, at);
    at += event.copy(out, at);
  }
  return out;
}

function flagsOf({ partitionKey, producer, endsCommit }: EventRecord): number {
  return (
    (partitionKey === null ? 0 : flags.partitionKey) |
    (producer ? flags.producer : 0) |
    (endsCommit ? flags.endsCommit : 0)
  );
}

function decodeEvents(body: Buffer): EventRecord {
  const present = body.readUInt8(1);
  const count = body.readUInt32BE(6);
  let at = fixedBytes;
  let producer: ProducerStamp | null = null;
  if (present & flags.producer) {
    producer = {
      id: Number(body.readBigInt64BE(at)),
      epoch: body.readInt16BE(at + 8),
      firstSequence: body.readInt32BE(at + 10),
    };
    at += stampBytes;
  }
  let partitionKey: string | null = null;
  if (present & flags.partitionKey) {
    const end = at + 2 + body.readUInt16BE(at);
    partitionKey = body.toString('utf8', at + 2, end);
    at = end;
  }
  const events: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    const end = at + eventOverheadBytes + body.readUInt32BE(at);
    events.push(body.subarray(at + eventOverheadBytes, end));
    at = end;
  }
  return {
    kind: 'events',
    commitNumber: body.readUInt32BE(2),
    endsCommit: (present & flags.endsCommit) !== 0,
    baseSequence: Number(body.readBigInt64BE(10)),
    baseOffset: Number(body.readBigInt64BE(18)),
    enqueuedTimeMs: Number(body.readBigInt64BE(26)),
    partitionKey,
    producer,
    events,
  };
}

function encodeHeader(header: SegmentHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  return Buffer.concat([Buffer.alloc(frameBytes), Buffer.of(kinds.header), json]);
}

/** The CRC vouches for the bytes being those that encodeHeader wrote. */
function decodeHeader(body: Buffer): SegmentHeader {
  return JSON.parse(body.toString('utf8', 1)) as SegmentHeader;
}
