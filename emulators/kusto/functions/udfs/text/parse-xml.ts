import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { UdfFunction } from '../udf-function.ts';

/** parse_xml(): XML as a bag. */
export const xmlFunctions: Record<string, UdfFunction> = {
  parse_xml: { takes: ['string'], gives: 'dynamic', run: parseXml },
};

/** Longer texts give null (Kusto docs, parse-xml-function). */
const maxBytes = 1_048_576;
/** Elements inside one another; more give null. */
const maxDepth = 512;

type XmlValue = null | string | XmlElement | (null | string | XmlElement)[];
type XmlElement = Map<string, XmlValue>;

/** JSON text, or null when the text is not one well-formed document. */
function parseXml(text: string): string | null {
  if (text.trim() === '' || new TextEncoder().encode(text).length > maxBytes) return null;
  try {
    return JSON.stringify(plain(readDocument(text)));
  } catch (error) {
    if (error instanceof NotWellFormed) return null;
    throw error;
  }
}

/** Thrown to stop at the first fault: going on could take long. */
class NotWellFormed extends Error {
  override readonly name = 'NotWellFormed';
}

function readDocument(text: string): XmlElement {
  const root: XmlElement = new Map();
  const open: XmlElement[] = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw new NotWellFormed(error.message);
  });
  parser.on('opentag', (tag) => {
    if (open.length > maxDepth) throw new NotWellFormed('too deep');
    open.push(attributesOf(tag));
  });
  parser.on('text', (content) => {
    const element = open.at(-1);
    if (content.trim() !== '' && element !== undefined) put(element, '#text', content.trim());
  });
  parser.on('closetag', (tag) => {
    const element = open.pop();
    const parent = open.at(-1);
    if (element !== undefined && parent !== undefined) put(parent, tag.name, elementValue(element));
  });
  parser.write(text).close();
  return root;
}

function attributesOf(tag: SaxesTagNS): XmlElement {
  return new Map(Object.values(tag.attributes).map((attribute) => [`@${attribute.name}`, attribute.value]));
}

/** An empty element is null, one with nothing but text is that text. */
function elementValue(element: XmlElement): XmlValue {
  if (element.size === 0) return null;
  const text = element.get('#text');
  return element.size === 1 && typeof text === 'string' ? text : element;
}

/** A name that comes again makes an array. */
function put(element: XmlElement, name: string, value: XmlValue): void {
  const known = element.get(name);
  if (known === undefined) element.set(name, value);
  else if (Array.isArray(known)) known.push(value as XmlElement);
  else element.set(name, [known, value as XmlElement]);
}

function plain(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]));
}
