import { type OperatorContext, type Rows, tooManyRows } from '../operator.ts';

const maxTokens = 5_000_000;
/** Places between two pauses. */
const pausedPlaces = 20_000;

/** The words of many texts as one run of numbers. */
export interface TokenizedTexts {
  /** The word of each place. */
  tokens: readonly number[];
  /** The text of each place; a text's places are neighbours. */
  textOf: readonly number[];
  words: readonly string[];
  weightsA: readonly number[];
  weightsB: readonly number[];
  totalA: number;
  totalB: number;
}

/** Reads rows of a text and its weights; words are what white space separates. */
export async function readTokenizedTexts(input: Rows, context: OperatorContext): Promise<TokenizedTexts> {
  const tokens: number[] = [];
  const textOf: number[] = [];
  const numbers = new Map<string, number>();
  const weightsA: number[] = [];
  const weightsB: number[] = [];
  let pauseAt = pausedPlaces;
  for await (const batch of input.batches) {
    for (const [text, a, b] of batch) {
      for (const word of wordsOf(String(text))) {
        const number = numbers.get(word) ?? numbers.size;
        if (number === numbers.size) numbers.set(word, number);
        tokens.push(number);
        textOf.push(weightsA.length);
      }
      weightsA.push(Number(a));
      weightsB.push(Number(b));
      if (tokens.length > maxTokens) throw tooManyRows(weightsA.length);
      if (tokens.length < pauseAt) continue;
      pauseAt = tokens.length + pausedPlaces;
      await context.pause();
    }
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const words = [...numbers.keys()];
  return { tokens, textOf, words, weightsA, weightsB, totalA: sum(weightsA), totalB: sum(weightsB) };
}

/** Words of a text beyond this many are not looked at, so that one text can't hold up the others. */
const maxWords = 10_000;

function wordsOf(text: string): string[] {
  return text
    .split(/\s+/, maxWords + 1)
    .filter((word) => word !== '')
    .slice(0, maxWords);
}
