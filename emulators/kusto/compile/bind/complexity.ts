import { KqlError } from '../../types/kql-error.ts';
import type { CatalogSnapshot } from '../../types/schema.ts';
import { type Token, tokens } from '../parse/tokens.ts';

/** Longer texts are refused unread. */
const maxTextLength = 4 * 1024 * 1024;
/** Of a name or number; the binder takes long over numbers of many digits. */
const maxWordLength = 10_000;
/** Brackets in brackets; the parser's time grows with the square of the depth. */
const maxDepth = 250;
/** One unit stands for 10 to 20 µs of the binder, which can't be interrupted: about a second in all. */
const maxUnits = 50_000;
/** Names and operators of one statement with those of the let statements and stored functions that it names. */
const maxExpandedNames = 10_000;

const literalUnits = 1;
const textUnits = 2;
const nameUnits = 15;
const pipeUnits = 60;
const statementUnits = 200;
/** The term of a search is looked for in every column. */
const searchTermUnits = 400;
const charactersPerUnit = 200;
/** Arguments of one call are bound in time that grows with their square. */
const squaredArgumentsPerUnit = 2;
/** Before brackets that hold a list of values, however long. */
const listWords: ReadonlySet<string> = new Set(['in', 'has_any', 'has_all', 'datatable', 'dynamic']);

/** A let statement that is being read, or the query itself. */
interface Frame {
  name: string | null;
  depth: number;
  expandedNames: number;
}

/** An open bracket: how many commas are directly in it, and whether it holds the arguments of a call. */
interface Bracket {
  isCall: boolean;
  commas: number;
}

/**
 * Throws KqlError when binding the query would take too long: it is too long, nested too deep, or its statements are
 * too large with all that they name (query-limits.md, limit on query complexity).
 */
export function checkComplexity(text: string, catalog: CatalogSnapshot, database: string): void {
  expandedNames(text, { catalog, database, known: new Map() });
}

interface Surroundings {
  catalog: CatalogSnapshot;
  database: string;
  /** Expanded names of the stored functions and views named so far; null while they are being counted. */
  known: Map<string, number | null>;
}

function expandedNames(text: string, around: Surroundings): number {
  if (text.length > maxTextLength) throw tooComplex('its text is too long');
  const lets = new Map<string, number>();
  const brackets: Bracket[] = [];
  const frames: Frame[] = [{ name: null, depth: 0, expandedNames: 0 }];
  const count = { units: text.length / charactersPerUnit, pipes: 0 };
  let previous: { token: Token; word: string } | null = null;
  let hasSearch = false;
  for (const token of tokens(text)) {
    const word = token.end - token.start > 256 ? '' : text.slice(token.start, token.end);
    if (token.kind !== 'string' && token.end - token.start > maxWordLength)
      throw tooComplex('a name or number in it is too long');
    if (token.kind === 'name') {
      if (previous?.word === 'let') frames.push({ name: word, depth: brackets.length, expandedNames: 0 });
      hasSearch ||= word === 'search';
      count.units += nameUnits;
      expand(frames.at(-1), lets.get(word) ?? storedNames(word, around));
    } else if (token.kind === 'symbol') {
      bracketUnits(word, brackets, isCall(previous, token), count);
      symbolUnits(word, count);
      if (word === '|') expand(frames.at(-1), 0);
      closeLets(frames, lets, word, brackets.length);
    } else {
      const ofText = hasSearch ? searchTermUnits : textUnits;
      count.units += token.kind === 'string' ? ofText : literalUnits;
    }
    if (count.units > maxUnits) throw tooComplex('it has too many operators and expressions');
    previous = { token, word };
  }
  return frames.reduce((sum, frame) => sum + frame.expandedNames, 0);
}

/** What a stored function or materialized view of this name names; one that calls itself is told by the binder. */
function storedNames(name: string, around: Surroundings): number {
  const known = around.known.get(name);
  if (known !== undefined) return known ?? 0;
  const schema = around.catalog.databases.get(around.database);
  const body = schema?.functions.get(name)?.body ?? schema?.materializedViews.get(name)?.query;
  if (body === undefined) return 0;
  around.known.set(name, null);
  const names = expandedNames(body, around);
  around.known.set(name, names);
  return names;
}

function expand(frame: Frame | undefined, names: number): void {
  if (frame === undefined) return;
  frame.expandedNames += 1 + names;
  if (frame.expandedNames > maxExpandedNames)
    throw tooComplex('the let statements and functions that it names are too large');
}

function isCall(previous: { token: Token; word: string } | null, token: Token): boolean {
  if (previous?.token.kind !== 'name' || previous.token.end !== token.start) return false;
  return !listWords.has(previous.word);
}

function bracketUnits(symbol: string, brackets: Bracket[], isCall: boolean, count: { units: number }): void {
  if ('([{'.includes(symbol)) {
    brackets.push({ isCall, commas: 0 });
    if (brackets.length > maxDepth) throw tooComplex('it is nested too deep');
  } else if (')]}'.includes(symbol)) {
    const bracket = brackets.pop();
    if (bracket?.isCall === true) count.units += bracket.commas ** 2 / squaredArgumentsPerUnit;
  } else if (symbol === ',') {
    const bracket = brackets.at(-1);
    if (bracket !== undefined) bracket.commas += 1;
  }
}

function symbolUnits(symbol: string, count: { units: number; pipes: number }): void {
  if (symbol === ',') count.units += literalUnits;
  else if (symbol === ';') count.units += statementUnits;
  else if (symbol !== '|') count.units += nameUnits;
  else {
    count.units += pipeUnits + count.pipes / 4;
    count.pipes += 1;
  }
}

/** A let statement ends with its semicolon, or with the bracket around it. */
function closeLets(frames: Frame[], lets: Map<string, number>, symbol: string, depth: number): void {
  for (let frame = frames.at(-1); frame?.name != null; frame = frames.at(-1)) {
    const isEnd = symbol === ';' ? depth <= frame.depth : depth < frame.depth;
    if (!isEnd) return;
    frames.pop();
    lets.set(frame.name, frame.expandedNames);
  }
}

function tooComplex(why: string): KqlError {
  return new KqlError(
    'semantic',
    'CRT0015',
    `Semantic error: CRT0015: Query complexity exceeded: the relational operators tree exceeded the limits (${why}).`,
  );
}
