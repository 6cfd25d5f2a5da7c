/** A number as it was written, so that 42.0 and numbers past 2^53 stay what they are. */
export interface JsonNumber {
  raw: string;
}

/** Parsed JSON that prints back as it was: objects as maps in their order, numbers by their digits. */
export type Json = null | boolean | string | JsonNumber | Json[] | Map<string, Json>;

/** Parses JSON text; throws SyntaxError when it is not JSON. */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

/** Compact JSON text. */
export function printJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, inner]) => `${JSON.stringify(key)}:${printJson(inner)}`).join(',')}}`;
  return value.raw;
}

class Reader {
  readonly #text: string;
  readonly #token =
    /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(true|false|null)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))\s*/y;
  #next: RegExpExecArray | null;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#token.exec(text);
  }

  value(): Json {
    const [, mark, string, word, number] = this.#take();
    if (string !== undefined) return JSON.parse(string) as string;
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    if (number !== undefined) return { raw: number };
    if (mark === '[') return this.#array();
    if (mark === '{') return this.#object();
    throw new SyntaxError('JSON value expected');
  }

  end(): void {
    if (this.#next !== null || this.#token.lastIndex !== 0) throw new SyntaxError('JSON text continues');
  }

  #array(): Json[] {
    const items: Json[] = [];
    if (this.#skip(']')) return items;
    do items.push(this.value());
    while (this.#skip(','));
    this.#expect(']');
    return items;
  }

  #object(): Map<string, Json> {
    const bag = new Map<string, Json>();
    if (this.#skip('}')) return bag;
    do {
      const key = this.value();
      if (typeof key !== 'string') throw new SyntaxError('JSON key expected');
      this.#expect(':');
      bag.set(key, this.value());
    } while (this.#skip(','));
    this.#expect('}');
    return bag;
  }

  #take(): RegExpExecArray {
    const taken = this.#next;
    if (taken === null) throw new SyntaxError('JSON text ends early');
    if (this.#token.lastIndex === this.#text.length) {
      this.#next = null;
      this.#token.lastIndex = 0;
    } else {
      this.#next = this.#token.exec(this.#text);
      if (this.#next === null) throw new SyntaxError('JSON token expected');
    }
    return taken;
  }

  #skip(mark: string): boolean {
    if (this.#next?.[1] !== mark) return false;
    this.#take();
    return true;
  }

  #expect(mark: string): void {
    if (!this.#skip(mark)) throw new SyntaxError(`JSON '${mark}' expected`);
  }
}
