import { KustoError } from '../../types/kusto-error.ts';

export interface Token {
  kind: 'word' | 'name' | 'string' | 'value' | 'symbol';
  /** The word, the name without its brackets, the string without its quotes, or the text as written. */
  text: string;
  start: number;
  end: number;
}

interface Lexeme {
  kind: Token['kind'] | 'space';
  pattern: RegExp;
  read?: (text: string) => string;
}

/** In the order of trial. Strings: Kusto docs, query/scalar-data-types/string.md. */
const lexemes: readonly Lexeme[] = [
  { kind: 'space', pattern: /(?:[\s\ufeff]|\/\/[^\n]*)+/y },
  {
    kind: 'string',
    pattern: /[hH]?(```|~~~)[\s\S]*?\1/y,
    read: (text) => text.replace(/^[hH]?.../, '').slice(0, -3),
  },
  { kind: 'string', pattern: /[hH]?@(?:'(?:[^']|'')*'|"(?:[^"]|"")*")/y, read: readVerbatim },
  { kind: 'string', pattern: /[hH]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/y, read: readEscaped },
  { kind: 'name', pattern: /\[\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")\s*\]/y, read: readBracketed },
  { kind: 'value', pattern: /-?\d[\d.:]*[a-z]*(?![\w])/iy },
  { kind: 'word', pattern: /[\p{L}_$\d][\p{L}\p{N}_$]*(?:-[\p{L}_][\p{L}\p{N}_]*)*/uy },
  { kind: 'symbol', pattern: /<\||[\s\S]/y },
];

/** Splits a management command, or a part of KQL text, into tokens; white space and comments are left out. */
export function* tokenize(text: string, from = 0): Generator<Token, void, void> {
  let position = from;
  while (position < text.length) {
    const token = nextLexeme(text, position);
    position = token.end;
    if (token.kind !== 'space') yield token as Token;
  }
}

function nextLexeme(text: string, start: number): Omit<Token, 'kind'> & { kind: Lexeme['kind'] } {
  for (const { kind, pattern, read } of lexemes) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    const [raw] = match;
    return { kind, text: read === undefined ? raw : read(raw), start, end: start + raw.length };
  }
  throw new KustoError('BadRequest_SyntaxError', `The command cannot be read at character ${start}.`);
}

const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['0', '\0'],
]);

function readEscaped(text: string): string {
  const inner = text.replace(/^[hH]/, '').slice(1, -1);
  return inner.replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (escapes.get(code) ?? code),
  );
}

function readVerbatim(text: string): string {
  const quoted = text.replace(/^[hH]?@/, '');
  const quote = quoted[0] ?? '';
  return quoted.slice(1, -1).replaceAll(quote + quote, quote);
}

function readBracketed(text: string): string {
  return readEscaped(text.slice(1, -1).trim());
}
