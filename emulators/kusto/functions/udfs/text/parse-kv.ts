import type { Udf } from '../../udfs.ts';

/** Key-value extraction of parse-kv: the pairs of a text as a JSON bag; of a key that occurs twice, the first value. */
export const parseKvUdfs: Udf[] = [
  {
    name: 'kql_parse_kv',
    parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string, pair: string, kv: string, quotes: string, escapes: string, mode: string) => {
      const delimiters = {
        pair,
        kv,
        quotes: JSON.parse(quotes) as string[],
        escapes,
        isGreedy: mode === 'greedy',
      };
      return bagText(new PairReader(text, delimiters).pairs());
    },
  },
  {
    name: 'kql_kv_bag',
    parameters: ['VARCHAR', 'VARCHAR'],
    returns: 'VARCHAR',
    run: (keys: string, values: string) => {
      const texts = JSON.parse(values) as string[];
      return bagText(
        (JSON.parse(keys) as string[]).map((key, index) => [key.trim(), (texts[index] ?? '').trim()]),
      );
    },
  },
];

interface Delimiters {
  /** '' in both: anything that is not a letter or digit separates keys and values. */
  pair: string;
  kv: string;
  /** One letter for both ends, or two. */
  quotes: string[];
  escapes: string;
  /** A value goes on to the last pair delimiter before the next key. */
  isGreedy: boolean;
}

function bagText(pairs: [string, string][]): string {
  const bag = new Map<string, string>();
  for (const [key, value] of pairs) if (!bag.has(key)) bag.set(key, value);
  return `{${[...bag].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}

class PairReader {
  readonly #text: string;
  readonly #delimiters: Delimiters;
  #at = 0;

  constructor(text: string, delimiters: Delimiters) {
    this.#text = text;
    this.#delimiters = delimiters;
  }

  pairs(): [string, string][] {
    const { pair, kv } = this.#delimiters;
    const words: string[] = [];
    const found: [string, string][] = [];
    if (pair === '' && kv === '') {
      while (this.#at < this.#text.length) words.push(this.#piece([]));
      const named = words.filter((word) => word !== '');
      for (let index = 0; index + 1 < named.length; index += 2)
        found.push([named[index] ?? '', named[index + 1] ?? '']);
      return found;
    }
    while (this.#at < this.#text.length) {
      const key = this.#piece([kv, pair]);
      if (this.#skip(kv)) found.push([key, this.#value()]);
      this.#skip(pair);
    }
    return found;
  }

  #value(): string {
    const { pair, kv, quotes, isGreedy } = this.#delimiters;
    const start = this.#at + this.#text.slice(this.#at).search(/\S|$/);
    const isQuoted = quotes.some((quote) => this.#text[start] === quote[0]);
    if (!isGreedy || isQuoted) return this.#piece([pair]);
    const nextKv = this.#text.indexOf(kv, this.#at);
    const end = nextKv < 0 ? this.#text.length : this.#text.lastIndexOf(pair, nextKv);
    if (end < this.#at) return this.#piece([pair]);
    const value = this.#text.slice(this.#at, end).trim();
    this.#at = end;
    return value;
  }

  /** Text up to a delimiter, which may lie inside quotes; without delimiters up to what is neither letter nor digit. */
  #piece(delimiters: string[]): string {
    while (
      /\s/.test(this.#text[this.#at] ?? '') &&
      !delimiters.some((mark) => this.#text.startsWith(mark, this.#at))
    )
      this.#at += 1;
    const quote = this.#delimiters.quotes.find((pair) => this.#text[this.#at] === pair[0]);
    if (quote !== undefined) return this.#quoted(quote.at(-1) ?? '');
    const start = this.#at;
    while (this.#at < this.#text.length && !this.#ends(delimiters)) this.#at += 1;
    const piece = this.#text.slice(start, this.#at).trim();
    if (delimiters.length === 0) this.#at += 1;
    return piece;
  }

  #ends(delimiters: string[]): boolean {
    if (delimiters.length === 0) return !/[\p{L}\p{N}]/u.test(this.#text[this.#at] ?? '');
    return delimiters.some((mark) => this.#text.startsWith(mark, this.#at));
  }

  #quoted(end: string): string {
    let value = '';
    for (this.#at += 1; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at] ?? '';
      if (this.#delimiters.escapes.includes(letter) && this.#at + 1 < this.#text.length) {
        this.#at += 1;
        value += this.#text[this.#at] ?? '';
      } else if (letter === end) {
        this.#at += 1;
        break;
      } else value += letter;
    }
    return value;
  }

  #skip(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }
}
