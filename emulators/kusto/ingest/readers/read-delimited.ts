import { MalformedRecordError } from './malformed-record-error.ts';

const quote = '"';

/**
 * Records of a delimiter-separated text (RFC 4180 with a given separator): fields in double quotes may hold separators,
 * line breaks and doubled quotes. Empty lines are skipped. Throws MalformedRecordError for a quote that is not closed.
 */
export function readDelimited(text: string, separator: string): string[][] {
  const records: string[][] = [];
  let position = text.startsWith('\ufeff') ? 1 : 0;
  while (position < text.length) {
    const fields: string[] = [];
    position = readRecord(text, position, separator, fields, records.length + 1);
    if (fields.length > 1 || fields[0] !== '') records.push(fields);
  }
  return records;
}

/** Reads one record into `fields`; answers where the next one starts. */
function readRecord(text: string, start: number, separator: string, fields: string[], line: number): number {
  let position = start;
  for (;;) {
    const end =
      text[position] === quote ? closingQuote(text, position, line) : fieldEnd(text, position, separator);
    if (text[position] === quote) {
      const tail = fieldEnd(text, end + 1, separator);
      fields.push(text.slice(position + 1, end).replaceAll('""', quote) + text.slice(end + 1, tail));
      position = tail;
    } else {
      fields.push(text.slice(position, end));
      position = end;
    }
    if (text[position] !== separator) return skipLineBreak(text, position);
    position += 1;
  }
}

function fieldEnd(text: string, start: number, separator: string): number {
  let end = start;
  while (end < text.length) {
    const character = text[end];
    if (character === separator || character === '\n' || character === '\r') break;
    end += 1;
  }
  return end;
}

function closingQuote(text: string, start: number, line: number): number {
  for (let end = text.indexOf(quote, start + 1); end !== -1; end = text.indexOf(quote, end + 2)) {
    if (text[end + 1] !== quote) return end;
  }
  throw new MalformedRecordError(line, 'a quoted field is not closed');
}

function skipLineBreak(text: string, position: number): number {
  return text[position] === '\r' && text[position + 1] === '\n' ? position + 2 : position + 1;
}
