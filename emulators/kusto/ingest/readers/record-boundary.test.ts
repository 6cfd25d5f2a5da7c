import { expect, test } from 'vitest';
import type { CellValue } from '../../encode/cells.ts';
import { recordBlocks } from '../../external/record-blocks.ts';
import { readRowBatch } from '../row-batch.ts';
import { recordBoundary } from './record-boundary.ts';

const columns = [
  { name: 'a', type: 'string' as const },
  { name: 'b', type: 'dynamic' as const },
];

/** A small generator of numbers from 0 to below 1 that gives the same ones each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function textOf(next: () => number, alphabet: readonly string[]): string {
  const length = Math.floor(next() * 40);
  return Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
}

async function* inParts(text: string, next: () => number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; ) {
    const end = at + 1 + Math.floor(next() * 5);
    yield text.slice(at, end);
    at = end;
  }
}

function rowsOf(format: string, text: string): CellValue[][] {
  const source = { text, format, columns, mapping: undefined, ignoreFirstRecord: false };
  const batch = readRowBatch(source);
  return Array.from({ length: batch.rowCount }, (_, row) =>
    batch.columns.map((values) => values[row] ?? null),
  );
}

/** The rows, or that the text is refused. */
async function outcome(read: () => Promise<CellValue[][]> | CellValue[][]): Promise<unknown> {
  try {
    return await read();
  } catch (error) {
    return /malformed/.test(String(error)) ? 'malformed' : error;
  }
}

const json = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '"a"',
  '{"a":"}"}',
  '{"b":[1,{}]}',
  '\n',
  ' ',
  '1',
  '{"a":"\\""}',
];
const delimited = (separator: string) => [separator, '"', '""', '\n', '\r', '\r\n', 'x', 'ü', ' ', '\ufeff'];

test.each([
  ['csv', delimited(',')],
  ['tsv', delimited('\t')],
  ['psv', delimited('|')],
  ['scsv', delimited(';')],
  ['sohsv', delimited('\u0001')],
  ['tsve', ['\t', '\\t', '\\', '\n', '\r\n', '\r', 'x', '\ufeff']],
  ['txt', ['\n', '\r\n', '\r', 'x', '"', '\ufeff']],
  ['raw', ['\n', 'x', '"']],
  ['json', [...json, '{"a":"x"}\n', '\r\n']],
  ['multijson', json],
])('%s in parts gives the rows of the whole text', async (format, alphabet) => {
  for (let seed = 1; seed <= 1500; seed++) {
    const next = random(seed);
    // Decoding takes the byte order mark of a file away.
    const text = textOf(next, alphabet).replace(/^\ufeff+/, '') || 'x';
    const boundary = recordBoundary(format);
    if (boundary === undefined) throw new Error(`no boundary for ${format}`);
    const pieces = async () => {
      const rows: CellValue[][] = [];
      let prefix = '';
      for await (const block of recordBlocks(inParts(text, next), boundary)) {
        rows.push(...rowsOf(format, prefix + block));
        prefix = '\n';
      }
      return rows;
    };
    const whole = await outcome(() => rowsOf(format, text));
    expect([text, await outcome(pieces)]).toEqual([text, whole]);
  }
});

test('a format without readers has no boundaries', () => {
  expect(recordBoundary('parquet')).toBeUndefined();
});
