import { KustoError } from '../../types/kusto-error.ts';
import type { ColumnSchema, KustoType } from '../../types/schema.ts';
import { type Token, tokenize } from './tokens.ts';

const typeNames = new Map<string, KustoType>([
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['int', 'int'],
  ['int32', 'int'],
  ['long', 'long'],
  ['int64', 'long'],
  ['real', 'real'],
  ['double', 'real'],
  ['decimal', 'decimal'],
  ['sqldecimal', 'decimal'],
  ['datetime', 'datetime'],
  ['date', 'datetime'],
  ['timespan', 'timespan'],
  ['time', 'timespan'],
  ['guid', 'guid'],
  ['uuid', 'guid'],
  ['uniqueid', 'guid'],
  ['dynamic', 'dynamic'],
  ['object', 'dynamic'],
  ['string', 'string'],
]);

/** The Kusto type that a type's name means, e.g. `double` and `System.Double` are real. */
export function kustoTypeNamed(name: string): KustoType | undefined {
  return typeNames.get(name.toLowerCase().replace(/^system\.(data\.sqltypes\.)?/, ''));
}

/** Reads a management command from left to right; every failed expectation is a syntax error that names the place. */
export class CommandReader {
  readonly text: string;
  readonly #source: Generator<Token, void, void>;
  /** Tokens read so far; the rest of the text may be data and is read only when asked for. */
  readonly #tokens: Token[] = [];
  #next = 0;

  /** `from` is where the command starts in the text, after its dot. */
  constructor(text: string, from = 0) {
    this.text = text;
    this.#source = tokenize(text, from);
  }

  get mark(): number {
    return this.#next;
  }

  /** Goes back (or on) to a place that `mark` told. */
  reset(mark: number): void {
    this.#next = mark;
  }

  get isAtEnd(): boolean {
    return this.peek() === undefined;
  }

  peek(): Token | undefined {
    while (this.#tokens.length <= this.#next) {
      const step = this.#source.next();
      if (step.done === true) return undefined;
      this.#tokens.push(step.value);
    }
    return this.#tokens[this.#next];
  }

  /** Takes the next token when it is this word or symbol, in any case. */
  take(word: string): boolean {
    const token = this.peek();
    const isIt =
      (token?.kind === 'word' || token?.kind === 'symbol') && token.text.toLowerCase() === word.toLowerCase();
    if (isIt) this.#next += 1;
    return isIt;
  }

  expect(word: string): void {
    if (!this.take(word)) throw this.error(`'${word}' is expected`);
  }

  expectEnd(): void {
    if (!this.isAtEnd) throw this.error('the end of the command is expected');
  }

  /** An entity's name: bare, in brackets or quoted. */
  name(): string {
    const token = this.peek();
    if (token === undefined || token.kind === 'symbol') throw this.error('a name is expected');
    this.#next += 1;
    return token.text;
  }

  /** A name with its qualifiers, e.g. `T.column` is two parts. */
  qualifiedName(): string[] {
    const parts = [this.name()];
    while (this.take('.')) parts.push(this.name());
    return parts;
  }

  /** Names between commas, with or without parentheses around them. */
  names(): string[] {
    const isParenthesised = this.take('(');
    const names: string[] = [];
    do names.push(this.qualifiedName().at(-1) ?? '');
    while (this.take(','));
    if (isParenthesised) this.expect(')');
    return names;
  }

  /** One or more string literals side by side, joined. */
  string(): string {
    let text: string | undefined;
    for (let token = this.peek(); token?.kind === 'string'; token = this.peek()) {
      text = (text ?? '') + token.text;
      this.#next += 1;
    }
    if (text === undefined) throw this.error('a string is expected');
    return text;
  }

  /** A property's value: a string, a word, a number or a timespan, also as `type(value)`. */
  value(): string {
    const token = this.peek();
    if (token?.kind === 'string') return this.string();
    if (token === undefined || token.kind === 'symbol') throw this.error('a value is expected');
    this.#next += 1;
    if (!(token.kind === 'word' && this.take('('))) return token.text;
    const start = this.peek()?.start ?? token.end;
    while (this.peek()?.text !== ')' && !this.isAtEnd) this.#next += 1;
    const inner = this.text.slice(start, this.peek()?.start).trim();
    this.expect(')');
    return inner.replace(/^(['"])(.*)\1$/, '$2');
  }

  /** `with (a=b, …)` when it comes next, by lower-case name; otherwise nothing. */
  properties(): Map<string, string> {
    return this.take('with') ? this.propertyList() : new Map<string, string>();
  }

  /** `(a=b, …)` */
  propertyList(): Map<string, string> {
    const properties = new Map<string, string>();
    this.expect('(');
    while (!this.take(')')) {
      if (properties.size > 0) this.expect(',');
      const name = this.name().toLowerCase();
      this.expect('=');
      properties.set(name, this.value());
    }
    return properties;
  }

  /** `(a:long, ['b c']:string, …)` */
  columns(): ColumnSchema[] {
    const columns: ColumnSchema[] = [];
    this.expect('(');
    while (!this.take(')')) {
      if (columns.length > 0) this.expect(',');
      const name = this.name();
      this.expect(':');
      columns.push({ name, type: this.type() });
    }
    return columns;
  }

  /** The name of a type, also in its .NET spelling. */
  type(): KustoType {
    const name = this.qualifiedName().join('.');
    const type = kustoTypeNamed(name);
    if (type === undefined) throw this.error(`'${name}' is not a type`);
    return type;
  }

  /** The text from here to the end, as written; nothing is left after it. */
  rest(): string {
    const start = this.peek()?.start ?? this.text.length;
    this.#next = this.#tokens.length;
    this.#source.return(undefined);
    return this.text.slice(start);
  }

  /** The text of a group in the given brackets, with them; they may nest. */
  group(open: string, close: string): string {
    const start = this.peek()?.start ?? 0;
    this.expect(open);
    let depth = 1;
    while (depth > 0) {
      const token = this.peek();
      if (token === undefined) throw this.error(`'${close}' is expected`);
      this.#next += 1;
      if (token.kind === 'symbol' && token.text === open) depth += 1;
      if (token.kind === 'symbol' && token.text === close) depth -= 1;
    }
    return this.text.slice(start, this.#tokens[this.#next - 1]?.end);
  }

  error(reason: string): KustoError {
    const position = this.peek()?.start ?? this.text.length;
    const before = this.text.slice(0, position).split('\n');
    const place = `${before.length}:${before.at(-1)?.length ?? 0}`;
    const detail = `A recognition error occurred: ${reason}. [line:position=${place}]`;
    return syntaxError(detail, this.text);
  }
}

/** The error of a text that is not a command or a query. */
export function syntaxError(detail: string, text: string): KustoError {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  const message = `Request is invalid and cannot be processed: Syntax error: SYN0002: ${detail}. Query: '${shown}'`;
  const inner = { code: 'SYN0002', message: detail, type: 'Kusto.Data.Exceptions.SyntaxException' };
  return new KustoError('BadRequest_SyntaxError', message, { inner });
}
