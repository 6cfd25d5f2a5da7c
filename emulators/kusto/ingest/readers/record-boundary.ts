/**
 * Finds where records end in a text that comes in parts: answers the place behind the last record that ends in this
 * part, -1 when none does. It keeps what it knows from part to part, so each part is given once and in order.
 */
export type RecordBoundary = (part: string) => number;

const separators = new Map([
  ['csv', ','],
  ['tsv', '\t'],
  ['psv', '|'],
  ['scsv', ';'],
  ['sohsv', '\u0001'],
]);

/** The boundaries of a data format's records as its reader sees them; undefined for a format without readers. */
export function recordBoundary(format: string): RecordBoundary | undefined {
  const name = format.toLowerCase();
  const separator = separators.get(name);
  if (separator !== undefined) return delimitedBoundary(separator);
  if (name === 'txt' || name === 'tsve' || name === 'json') return lineBoundary;
  if (name === 'multijson' || name === 'singlejson') return jsonValueBoundary();
  return name === 'raw' ? () => -1 : undefined;
}

function lineBoundary(part: string): number {
  const last = part.lastIndexOf('\n');
  return last === -1 ? -1 : last + 1;
}

type DelimitedState = 'field-start' | 'plain' | 'quoted' | 'quote-in-quotes';

/** Line breaks end a record, except inside of double quotes that begin a field. */
function delimitedBoundary(separator: string): RecordBoundary {
  let state: DelimitedState = 'field-start';
  return (part) => {
    let end = -1;
    for (let index = 0; index < part.length; index++) {
      const character = part[index];
      if (state === 'quoted') {
        if (character === '"') state = 'quote-in-quotes';
      } else if (character === '\n' || character === '\r') {
        state = 'field-start';
        end = index + 1;
      } else if (character === separator) {
        state = 'field-start';
      } else if (character === '"' && state !== 'plain') {
        state = 'quoted';
      } else {
        state = 'plain';
      }
    }
    return end;
  };
}

/** Objects and arrays that are not inside of others. */
function jsonValueBoundary(): RecordBoundary {
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  return (part) => {
    let end = -1;
    for (let index = 0; index < part.length; index++) {
      const character = part[index];
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (character === '\\') isEscaped = true;
        else if (character === '"') isString = false;
      } else if (character === '"') isString = true;
      else if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') {
        depth = Math.max(0, depth - 1);
        if (depth === 0) end = index + 1;
      }
    }
    return end;
  };
}
