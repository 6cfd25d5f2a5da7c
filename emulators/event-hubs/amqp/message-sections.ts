import {
  compoundContent,
  integerAt,
  type Span,
  skipValue,
  variableContent,
  WireFormatError,
} from './wire-values.ts';

/** Codes of the sections of a message, AMQP 1.0 §3.2. */
export const sectionCodes = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
  footer: 0x78,
} as const;

export interface Section extends Span {
  code: number;
  /** Where the section's value starts, after the descriptor. */
  valueAt: number;
}

const codesBySymbol: Record<string, number> = {
  'amqp:header:list': sectionCodes.header,
  'amqp:delivery-annotations:map': sectionCodes.deliveryAnnotations,
  'amqp:message-annotations:map': sectionCodes.messageAnnotations,
  'amqp:properties:list': sectionCodes.properties,
  'amqp:application-properties:map': sectionCodes.applicationProperties,
  'amqp:data:binary': sectionCodes.data,
  'amqp:amqp-sequence:list': sectionCodes.sequence,
  'amqp:amqp-value:*': sectionCodes.value,
  'amqp:footer:map': sectionCodes.footer,
};

/** The section that starts at `position`. Throws WireFormatError. */
export function readSection(message: Buffer, position: number): Section {
  if (message[position] !== 0x00) throw new WireFormatError('A message section was expected.');
  const valueAt = skipValue(message, position + 1);
  const code = sectionCode(message, position + 1);
  return { code, start: position, valueAt, end: skipValue(message, valueAt) };
}

/** All sections of an encoded message. Throws WireFormatError when it is not a message. */
export function readSections(message: Buffer): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at < message.length; ) {
    const section = readSection(message, at);
    sections.push(section);
    at = section.end;
  }
  return sections;
}

export interface Annotation extends Span {
  key: string;
  valueAt: number;
}

/** Entries of a message annotations section. */
export function readAnnotations(message: Buffer, section: Section): Annotation[] {
  const map = compoundContent(message, section.valueAt);
  const annotations: Annotation[] = [];
  let at = map.start;
  for (let i = 0; i + 1 < map.count; i += 2) {
    const key = variableContent(message, at);
    const valueAt = skipValue(message, at);
    const end = skipValue(message, valueAt);
    annotations.push({
      key: key ? message.toString('utf8', key.start, key.end) : '',
      start: at,
      valueAt,
      end,
    });
    at = end;
  }
  return annotations;
}

/** The annotation `key` of an encoded message as a text; null when it is missing or no text. */
export function textAnnotation(
  message: Buffer,
  annotations: readonly Annotation[],
  key: string,
): string | null {
  const found = annotations.find((annotation) => annotation.key === key);
  const content = found && variableContent(message, found.valueAt);
  return content ? message.toString('utf8', content.start, content.end) : null;
}

export function integerAnnotation(
  message: Buffer,
  annotations: readonly Annotation[],
  key: string,
): number | null {
  const found = annotations.find((annotation) => annotation.key === key);
  return found ? integerAt(message, found.valueAt) : null;
}

function sectionCode(message: Buffer, descriptorAt: number): number {
  const symbol = variableContent(message, descriptorAt);
  const code = symbol
    ? codesBySymbol[message.toString('ascii', symbol.start, symbol.end)]
    : integerAt(message, descriptorAt);
  if (typeof code === 'number' && code >= sectionCodes.header && code <= sectionCodes.footer) return code;
  throw new WireFormatError('A message has a section of an unknown kind.');
}
