/** A JSON number that a JavaScript number would change, e.g. `9007199254740993` or `1.0`; kept as it was written. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type ExactJson =
  | string
  | number
  | boolean
  | null
  | ExactNumber
  | ExactJson[]
  | { [key: string]: ExactJson };

export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  /** Where in the text, counted from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const maxDepth = 200;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literalPattern = /true|false|null/y;
const literals = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads JSON values one after another from a text, keeping numbers exact. */
export class ExactJsonReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next value, undefined at the end. White space and single commas between values are skipped. */
  next(): ExactJson | undefined {
    this.#skipSpace();
    if (this.#text[this.#position] === ',') this.#position += 1;
    this.#skipSpace();
    return this.#position >= this.#text.length ? undefined : this.#value(0);
  }

  #value(depth: number): ExactJson {
    if (depth > maxDepth) throw this.#error('nested too deeply');
    const first = this.#text[this.#position];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    const literal = this.#match(literalPattern);
    if (literal !== null) return literals.get(literal) ?? null;
    const number = this.#match(numberPattern);
    if (number === null) throw this.#error('a JSON value is expected');
    return String(Number(number)) === number ? Number(number) : new ExactNumber(number);
  }

  #object(depth: number): ExactJson {
    const members: [string, ExactJson][] = [];
    this.#position += 1;
    this.#skipSpace();
    while (this.#text[this.#position] !== '}') {
      if (members.length > 0) this.#expect(',');
      this.#skipSpace();
      const key = this.#string();
      this.#skipSpace();
      this.#expect(':');
      this.#skipSpace();
      members.push([key, this.#value(depth + 1)]);
      this.#skipSpace();
    }
    this.#position += 1;
    return Object.fromEntries(members);
  }

  #array(depth: number): ExactJson {
    const items: ExactJson[] = [];
    this.#position += 1;
    this.#skipSpace();
    while (this.#text[this.#position] !== ']') {
      if (items.length > 0) this.#expect(',');
      this.#skipSpace();
      items.push(this.#value(depth + 1));
      this.#skipSpace();
    }
    this.#position += 1;
    return items;
  }

  #string(): string {
    const start = this.#position;
    if (this.#text[start] !== '"') throw this.#error('a string is expected');
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    const text = this.#text.slice(start, end + 1);
    this.#position = end + 1;
    try {
      return JSON.parse(text) as string;
    } catch {
      throw new JsonSyntaxError('a string is not closed or has a wrong escape', start);
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    this.#position += match[0].length;
    return match[0];
  }

  #expect(character: string): void {
    if (this.#text[this.#position] !== character) throw this.#error(`'${character}' is expected`);
    this.#position += 1;
  }

  #skipSpace(): void {
    while (
      this.#position < this.#text.length &&
      ' \t\r\n\ufeff'.includes(this.#text[this.#position] ?? 'x')
    ) {
      this.#position += 1;
    }
  }

  #error(reason: string): JsonSyntaxError {
    return new JsonSyntaxError(reason, this.#position);
  }
}

/** JSON text of a value, with exact numbers as they were written. */
export function exactJsonText(value: ExactJson): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(exactJsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${exactJsonText(item)}`);
  return `{${members.join(',')}}`;
}
