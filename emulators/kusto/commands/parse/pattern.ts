import type { CommandReader } from './command-reader.ts';

/** What a pattern captured: names and strings by their label, and the optional words that were there. */
export interface CommandArguments {
  names: ReadonlyMap<string, readonly string[]>;
  flags: ReadonlySet<string>;
}

type Element =
  | { kind: 'word'; choices: readonly string[]; isOptional: boolean }
  | { kind: 'name' | 'string' | 'list'; label: string };

/**
 * The beginning of a command in a small notation: `show table {table} details`; `(a|b)` is a choice, `[ifexists]` an
 * optional word, `{table}` a name, `{names*}` a list of names, `{mapping'}` a string. What follows is read by the
 * command itself; with `.` at the end nothing may follow.
 */
export interface CommandPattern {
  elements: readonly Element[];
  isWhole: boolean;
}

export function parsePattern(notation: string): CommandPattern {
  const isWhole = notation.endsWith(' .');
  const words = notation.replace(/ \.$/, '').split(' ');
  return { elements: words.map(readElement), isWhole };
}

/** Reads what the pattern describes, undefined (and the reader unmoved) when the command is another one. */
export function matchPattern(pattern: CommandPattern, reader: CommandReader): CommandArguments | undefined {
  const start = reader.mark;
  const names = new Map<string, readonly string[]>();
  const flags = new Set<string>();
  for (const element of pattern.elements) {
    if (!matchElement(element, reader, names, flags)) {
      reader.reset(start);
      return undefined;
    }
  }
  if (!pattern.isWhole || reader.isAtEnd) return { names, flags };
  reader.reset(start);
  return undefined;
}

function matchElement(
  element: Element,
  reader: CommandReader,
  names: Map<string, readonly string[]>,
  flags: Set<string>,
): boolean {
  if (element.kind === 'word') {
    const found = element.choices.find((choice) => reader.take(choice));
    if (found !== undefined && (element.isOptional || element.choices.length > 1)) flags.add(found);
    return found !== undefined || element.isOptional;
  }
  const token = reader.peek();
  if (token === undefined) return false;
  if (element.kind === 'string' && token.kind !== 'string') return false;
  if (token.kind === 'symbol' && !(element.kind === 'list' && token.text === '(')) return false;
  if (element.kind === 'string') names.set(element.label, [reader.string()]);
  else names.set(element.label, element.kind === 'list' ? reader.names() : reader.qualifiedName());
  return true;
}

function readElement(word: string): Element {
  const label = /^\{(\w+)(\*|')?\}$/.exec(word);
  if (label !== null) {
    const kind = label[2] === '*' ? 'list' : label[2] === "'" ? 'string' : 'name';
    return { kind, label: label[1] ?? '' };
  }
  const isOptional = word.startsWith('[');
  return { kind: 'word', choices: word.replaceAll(/[[\]()]/g, '').split('|'), isOptional };
}
