import { type Token, tokenize } from '../parse/tokens.ts';

const brackets = new Map([
  ['(', 1],
  ['{', 1],
  ['[', 1],
  [')', -1],
  ['}', -1],
  [']', -1],
]);

/**
 * The commands of a script, in order. A command starts with a dot at the beginning of a line, outside strings, comments
 * and brackets; comments between commands are left out.
 */
export function splitScript(script: string): string[] {
  const commands: string[] = [];
  let start: number | undefined;
  let previous: Token | undefined;
  let depth = 0;
  for (const token of tokenize(script)) {
    const isCommandStart = depth <= 0 && token.text === '.' && startsLine(script, token.start);
    if (isCommandStart) {
      if (start !== undefined) commands.push(script.slice(start, previous?.end));
      start = token.start;
      depth = 0;
    } else if (token.kind === 'symbol') {
      depth += brackets.get(token.text) ?? 0;
    }
    previous = token;
  }
  if (start !== undefined) commands.push(script.slice(start, previous?.end));
  return commands;
}

function startsLine(text: string, position: number): boolean {
  return text.slice(text.lastIndexOf('\n', position) + 1, position).trim() === '';
}
