import type { StoredEvent } from '../log/stored-event.ts';
import { annotationKeys } from './annotation-keys.ts';
import {
  type Annotation,
  readAnnotations,
  readSection,
  type Section,
  sectionCodes,
} from './message-sections.ts';

/** State of the partition that a receiver asked to get with each event. */
export interface RuntimeMetric {
  lastSequence: number;
  lastOffset: number;
  lastEnqueuedTimeMs: number;
  retrievedAtMs: number;
}

/** Pieces of an encoded message, in order. */
export type Payload = readonly Buffer[];

const sequenceKey = symbol(annotationKeys.sequenceNumber);
const offsetKey = symbol(annotationKeys.offset);
const enqueuedTimeKey = symbol(annotationKeys.enqueuedTime);
const partitionKeyKey = symbol(annotationKeys.partitionKey);
const ownKeys: ReadonlySet<string> = new Set([
  annotationKeys.sequenceNumber,
  annotationKeys.offset,
  annotationKeys.enqueuedTime,
]);

/**
 * The message as a receiver gets it: the producer's, with the position of the event among its annotations. The body
 * and all other sections go through unread.
 */
export function encodeOutgoingEvent(event: StoredEvent, metric: Buffer | null): Payload {
  const { message } = event;
  let headerEnd = 0;
  let restAt = 0;
  let annotations: Section | null = null;
  while (restAt < message.length) {
    const section = readSection(message, restAt);
    if (section.code > sectionCodes.messageAnnotations) break;
    if (section.code === sectionCodes.header) headerEnd = section.end;
    if (section.code === sectionCodes.messageAnnotations) annotations = section;
    restAt = section.end;
  }
  const payload = [encodeAnnotations(event, annotations), message.subarray(restAt)];
  if (metric) payload.unshift(metric);
  if (headerEnd > 0) payload.unshift(message.subarray(0, headerEnd));
  return payload;
}

/** The delivery annotations section that tells a receiver how far behind it is. */
export function encodeRuntimeMetric(metric: RuntimeMetric): Buffer {
  return encodeMapSection(sectionCodes.deliveryAnnotations, [
    symbol('last_enqueued_sequence_number'),
    long(metric.lastSequence),
    symbol('last_enqueued_offset'),
    text(String(metric.lastOffset)),
    symbol('last_enqueued_time_utc'),
    timestamp(metric.lastEnqueuedTimeMs),
    symbol('runtime_info_retrieval_time_utc'),
    timestamp(metric.retrievedAtMs),
  ]);
}

function encodeAnnotations(event: StoredEvent, section: Section | null): Buffer {
  const { message, partitionKey } = event;
  const items = [
    sequenceKey,
    long(event.sequenceNumber),
    offsetKey,
    text(String(event.offset)),
    enqueuedTimeKey,
    timestamp(event.enqueuedTimeMs),
  ];
  const kept = section ? readAnnotations(message, section).filter(({ key }) => !ownKeys.has(key)) : [];
  for (const { start, valueAt, end } of kept) {
    items.push(message.subarray(start, valueAt), message.subarray(valueAt, end));
  }
  if (partitionKey !== null && !hasPartitionKey(kept)) items.push(partitionKeyKey, text(partitionKey));
  return encodeMapSection(sectionCodes.messageAnnotations, items);
}

function hasPartitionKey(annotations: readonly Annotation[]): boolean {
  return annotations.some(({ key }) => key === annotationKeys.partitionKey);
}

/** A described map32, AMQP 1.0 §1.6.23; `items` are keys and values in turn. */
function encodeMapSection(code: number, items: readonly Buffer[]): Buffer {
  const size = items.reduce((sum, item) => sum + item.length, 0);
  const out = Buffer.allocUnsafe(12 + size);
  out.writeUInt32BE(0x00_53_00_d1 | (code << 8), 0);
  out.writeUInt32BE(size + 4, 4);
  out.writeUInt32BE(items.length, 8);
  let at = 12;
  for (const item of items) at += item.copy(out, at);
  return out;
}

function symbol(value: string): Buffer {
  return shortValue(0xa3, value);
}

function text(value: string): Buffer {
  if (Buffer.byteLength(value) <= 255) return shortValue(0xa1, value);
  const bytes = Buffer.from(value, 'utf8');
  const head = Buffer.of(0xb1, 0, 0, 0, 0);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function shortValue(code: number, value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([Buffer.of(code, bytes.length), bytes]);
}

function long(value: number): Buffer {
  return eightBytes(0x81, value);
}

function timestamp(valueMs: number): Buffer {
  return eightBytes(0x83, valueMs);
}

function eightBytes(code: number, value: number): Buffer {
  const out = Buffer.allocUnsafe(9);
  out.writeUInt8(code, 0);
  out.writeBigInt64BE(BigInt(value), 1);
  return out;
}
