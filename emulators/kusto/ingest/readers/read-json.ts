import { type ExactJson, ExactJsonReader, ExactNumber, JsonSyntaxError } from '../values/exact-json.ts';
import { MalformedRecordError } from './malformed-record-error.ts';

export type JsonRecord = { [key: string]: ExactJson };

/**
 * Numbers that JSON.parse would change and whose text matters: integers of 16 digits and more, and those that are real
 * only by the way they are written (`1.0`, `1e3`). Other reals are read to the nearest double either way.
 */
const inexactNumber = /[:[,]\s*-?(?:\d{16}|\d+\.\d*0(?!\d)|\d+(?:\.\d+)?[eE])/;
/** The same for decimal columns, which keep every digit. */
const inexactDecimal = /\d[\d.]{15}|\d[eE][+-]?\d/;

/** Whether the columns that are filled keep every digit (decimal) or hold numbers as doubles and 64-bit integers. */
export type NumberCare = 'decimal' | 'double';

/**
 * Records of JSON lines: one object on each line. Throws MalformedRecordError for a line that is not a JSON object.
 */
export function readJsonLines(text: string, care: NumberCare): JsonRecord[] {
  const parse = needsExact(text, care) ? parseExact : (line: string) => JSON.parse(line) as ExactJson;
  const records: JsonRecord[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed !== '')
      records.push(asRecord(parseAt(trimmed, records.length + 1, parse), records.length + 1));
  }
  return records;
}

/** Records of multi-line JSON: objects one after another, or arrays of objects. */
export function readMultiJson(text: string, care: NumberCare): JsonRecord[] {
  const records: JsonRecord[] = [];
  for (const value of readValues(text, care, records)) {
    const items = Array.isArray(value) ? value : [value];
    for (const item of items) records.push(asRecord(item, records.length + 1));
  }
  return records;
}

function* readValues(text: string, care: NumberCare, records: readonly JsonRecord[]): Generator<ExactJson> {
  const whole = needsExact(text, care) ? undefined : parseWhole(text);
  if (whole !== undefined) {
    yield whole;
    return;
  }
  const reader = new ExactJsonReader(text);
  for (;;) {
    try {
      const value = reader.next();
      if (value === undefined) return;
      yield value;
    } catch (error) {
      throw malformed(records.length + 1, error);
    }
  }
}

/** The one value that the text is, by the fast parser; undefined when it is several values or none. */
function parseWhole(text: string): ExactJson | undefined {
  try {
    return JSON.parse(text) as ExactJson;
  } catch {
    return undefined;
  }
}

function needsExact(text: string, care: NumberCare): boolean {
  return inexactNumber.test(text) || (care === 'decimal' && inexactDecimal.test(text));
}

function parseAt(line: string, record: number, parse: (line: string) => ExactJson): ExactJson {
  try {
    return parse(line);
  } catch (error) {
    throw malformed(record, error);
  }
}

function parseExact(line: string): ExactJson {
  const reader = new ExactJsonReader(line);
  const value = reader.next();
  if (value === undefined || reader.next() !== undefined)
    throw new JsonSyntaxError('one JSON value is expected', 0);
  return value;
}

function malformed(record: number, error: unknown): Error {
  if (error instanceof JsonSyntaxError || error instanceof SyntaxError) {
    return new MalformedRecordError(record, `not valid JSON (${error.message})`);
  }
  return error instanceof Error ? error : new Error(String(error));
}

function asRecord(value: ExactJson, record: number): JsonRecord {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject && !(value instanceof ExactNumber)) return value;
  throw new MalformedRecordError(record, 'a JSON object is expected');
}
