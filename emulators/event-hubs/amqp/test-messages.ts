import rhea from 'rhea';

/** Fields of a message, in rhea's names. */
export type TestMessage = Record<string, unknown>;

export interface DecodedMessage extends TestMessage {
  message_annotations: Record<string, unknown>;
  body: unknown;
}

export function encodeMessage(message: TestMessage): Buffer {
  return rhea.message.encode(message);
}

export function decodeMessage(bytes: Buffer): DecodedMessage {
  return rhea.message.decode(bytes) as unknown as DecodedMessage;
}

/** A message whose body is bytes. */
export function encodeData(bytes: Buffer, fields: TestMessage = {}): Buffer {
  return encodeMessage({ ...fields, body: rhea.message.data_section(bytes) as unknown });
}

/** The envelope of a batch, as the SDK makes it. */
export function encodeEnvelope(events: readonly Buffer[], partitionKey?: string): Buffer {
  const annotations = partitionKey === undefined ? {} : { 'x-opt-partition-key': partitionKey };
  const body = rhea.message.data_sections(events) as unknown;
  return encodeMessage({ body, message_annotations: annotations });
}
