import { type Operand, quoted } from './entries.ts';

/** Kusto's classes are of Unicode (regex.md), RE2's are of ASCII. As they stand inside brackets. */
const classes: Record<string, string> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}',
  s: '\\s\\v\\x{85}\\p{Z}',
};
const negated: Record<string, string> = { W: 'w', S: 's' };

/** The SQL of a regular expression; a constant one is brought from Kusto's dialect, which is Rust's, to RE2's. */
export function regexSql(operand: Operand): string {
  return typeof operand.constant === 'string' ? quoted(toRe2(operand.constant)) : operand.sql;
}

const part = /\\(?:[pPx]\{[^}]*\}|[\s\S])|\[\^?\]?|\[:\w+:\]|\(\?<(?![=!])|[\s\S]/y;

/** Unicode classes and named groups as RE2 writes them. */
export function toRe2(pattern: string): string {
  let result = '';
  let isInClass = false;
  part.lastIndex = 0;
  for (let match = part.exec(pattern); match !== null; match = part.exec(pattern)) {
    const [text] = match;
    if (text.startsWith('\\')) result += escaped(text, isInClass);
    else if (isInClass) {
      result += text;
      isInClass = text !== ']';
    } else {
      isInClass = text.startsWith('[');
      result += text === '(?<' ? '(?P<' : text;
    }
  }
  return result;
}

function escaped(text: string, isInClass: boolean): string {
  const letter = text.slice(1);
  const own = classes[letter];
  if (own !== undefined) return isInClass || letter === 'd' || letter === 'D' ? own : `[${own}]`;
  const opposite = negated[letter];
  return opposite === undefined || isInClass ? text : `[^${classes[opposite]}]`;
}

/** Names of the capturing groups of an expression in order; null for one without a name. */
export function capturingGroups(pattern: string): (string | null)[] {
  const groups: (string | null)[] = [];
  const pieces = /\\[\s\S]|\[(?:\^?\]?(?:\\[\s\S]|\[:\w+:\]|[^\]\\])*)\]|\((?:\?(?:P?<([A-Za-z_]\w*)>)?)?/g;
  for (const [text, name] of pattern.matchAll(pieces)) {
    if (text === '(') groups.push(null);
    else if (name !== undefined) groups.push(name);
  }
  return groups;
}
