import type { ReceivedEventData } from '@azure/event-hubs';
import type { SourceEvent } from './source.ts';

/** An event as the SDK gives it when it is told to leave the body as it is. */
export function sourceEventOf(event: ReceivedEventData): SourceEvent {
  return {
    body: bytesOf(event.body),
    offset: event.offset,
    sequenceNumber: event.sequenceNumber,
    enqueuedMs: event.enqueuedTimeUtc.getTime(),
    partitionKey: event.partitionKey ?? null,
    properties: event.properties ?? {},
  };
}

/** The data section of a message; a value or sequence body, which only other SDKs send, as its JSON. */
function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(JSON.stringify(body ?? null));
}
