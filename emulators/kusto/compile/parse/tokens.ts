export type TokenKind = 'name' | 'number' | 'string' | 'symbol';

export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
}

const nameStart = /[\p{L}_$]/u;
const namePart = /[\p{L}\p{N}_$]/u;

/** The tokens of a KQL text without white space and comments, in one pass; a literal that never ends goes to its line's end. */
export function* tokens(text: string): Generator<Token> {
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (character <= ' ' || character === '\u00a0' || character === '\ufeff') {
      at += 1;
    } else if (character === '/' && text.charAt(at + 1) === '/') {
      at = lineEnd(text, at);
    } else {
      const token = tokenAt(text, at, character);
      yield token;
      at = token.end;
    }
  }
}

function tokenAt(text: string, start: number, character: string): Token {
  if (text.startsWith('```', start) || text.startsWith('~~~', start)) {
    return { kind: 'string', start, end: blockEnd(text, start) };
  }
  const prefix = /[@hH]/.test(character)
    ? (/^[hH]?@?/.exec(text.slice(start, start + 2))?.[0].length ?? 0)
    : 0;
  const quote = text.charAt(start + prefix);
  if (quote === '"' || quote === "'") {
    const isVerbatim = prefix > 0 && text.charAt(start + prefix - 1) === '@';
    return { kind: 'string', start, end: literalEnd(text, start + prefix, quote, isVerbatim) };
  }
  if (nameStart.test(character)) return { kind: 'name', start, end: runEnd(text, start, namePart) };
  if (character >= '0' && character <= '9')
    return { kind: 'number', start, end: runEnd(text, start, /[\w.]/) };
  return { kind: 'symbol', start, end: start + 1 };
}

function runEnd(text: string, start: number, part: RegExp): number {
  let end = start + 1;
  while (end < text.length && part.test(text.charAt(end))) end += 1;
  return end;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function blockEnd(text: string, start: number): number {
  const end = text.indexOf(text.slice(start, start + 3), start + 3);
  return end < 0 ? text.length : end + 3;
}

/** The end of a literal whose quote is at `open`. In a verbatim one a doubled quote stands for itself. */
function literalEnd(text: string, open: number, quote: string, isVerbatim: boolean): number {
  for (let at = open + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n') return at;
    if (!isVerbatim && character === '\\') at += 1;
    if (character !== quote) continue;
    if (!isVerbatim || text.charAt(at + 1) !== quote) return at + 1;
    at += 1;
  }
  return text.length;
}
