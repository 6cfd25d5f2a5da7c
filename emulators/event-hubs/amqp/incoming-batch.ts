import type { ProducerStamp } from '../log/record.ts';
import { annotationKeys } from './annotation-keys.ts';
import {
  type Annotation,
  integerAnnotation,
  readAnnotations,
  readSections,
  sectionCodes,
  textAnnotation,
} from './message-sections.ts';
import { variableContent, WireFormatError } from './wire-values.ts';

/** What a producer sent in one transfer. */
export interface IncomingBatch {
  /** Encoded AMQP messages, parts of the transfer's payload. */
  events: Buffer[];
  partitionKey: string | null;
  producer: ProducerStamp | null;
}

/** Message format of a batch: each data section of the envelope is an encoded message of its own. */
export const batchFormat = 0x80013700;

/** Takes a transfer apart without decoding the events. Throws WireFormatError. */
export function readIncomingBatch(payload: Buffer, format: number): IncomingBatch {
  if (format === batchFormat) return readEnvelope(payload);
  if (format !== 0) throw new WireFormatError(`The message format 0x${format.toString(16)} is not known.`);
  const annotations = annotationsOf(payload);
  const producer = stampOf(payload, annotations);
  return { events: [payload], partitionKey: partitionKeyOf(payload, annotations), producer };
}

function readEnvelope(payload: Buffer): IncomingBatch {
  const events: Buffer[] = [];
  let partitionKey: string | null = null;
  for (const section of readSections(payload)) {
    if (section.code === sectionCodes.messageAnnotations) {
      partitionKey = partitionKeyOf(payload, readAnnotations(payload, section));
    }
    if (section.code !== sectionCodes.data) continue;
    const content = variableContent(payload, section.valueAt);
    if (!content) throw new WireFormatError('A data section of a batch is not binary.');
    events.push(payload.subarray(content.start, content.end));
  }
  return { events, partitionKey, producer: readStamps(events) };
}

/** Checks each event and reads the first one's stamp; the others of an idempotent batch must follow it. */
function readStamps(events: readonly Buffer[]): ProducerStamp | null {
  let first: ProducerStamp | null = null;
  for (const [i, event] of events.entries()) {
    const stamp = stampOf(event, annotationsOf(event));
    if (i === 0) first = stamp;
    else if (first && stamp?.firstSequence !== first.firstSequence + i) {
      throw new WireFormatError('The events of an idempotent batch are not numbered consecutively.');
    }
  }
  return first;
}

function annotationsOf(message: Buffer): Annotation[] {
  const section = readSections(message).find(({ code }) => code === sectionCodes.messageAnnotations);
  return section ? readAnnotations(message, section) : [];
}

function partitionKeyOf(message: Buffer, annotations: readonly Annotation[]): string | null {
  return textAnnotation(message, annotations, annotationKeys.partitionKey);
}

function stampOf(message: Buffer, annotations: readonly Annotation[]): ProducerStamp | null {
  if (annotations.length === 0) return null;
  const id = integerAnnotation(message, annotations, annotationKeys.producerId);
  const epoch = integerAnnotation(message, annotations, annotationKeys.producerEpoch);
  const sequence = integerAnnotation(message, annotations, annotationKeys.producerSequenceNumber);
  if (id === null || epoch === null || sequence === null) return null;
  return { id, epoch, firstSequence: sequence };
}
