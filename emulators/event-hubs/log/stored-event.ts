import { type EventRecord, offsetSpan } from './record.ts';

/** An event of the log as readers get it. */
export interface StoredEvent {
  sequenceNumber: number;
  offset: number;
  enqueuedTimeMs: number;
  partitionKey: string | null;
  /** The encoded AMQP message, as its producer sent it. */
  message: Buffer;
}

export function storedEvents(record: EventRecord): StoredEvent[] {
  let offset = record.baseOffset;
  return record.events.map((message, i) => {
    const event = {
      sequenceNumber: record.baseSequence + i,
      offset,
      enqueuedTimeMs: record.enqueuedTimeMs,
      partitionKey: record.partitionKey,
      message,
    };
    offset += offsetSpan(message);
    return event;
  });
}
