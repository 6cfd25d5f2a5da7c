import type { TextPatternsOperator } from '../../../compile/plan/plugins/patterns/diffpatterns-text.ts';
import type { OneInputRun, OperatorContext } from '../operator.ts';
import { rounded } from './pattern.ts';
import { readTokenizedTexts, type TokenizedTexts } from './tokenized-texts.ts';

/** Places that the search visits; it ends with the patterns that it has by then. */
const maxVisits = 10_000_000;
/** Wildcards between two words of a pattern. */
const maxGap = 2;
const wildcard = -1;
/** Places between two pauses. */
const pausedPlaces = 20_000;

/** Words and wildcards, with the places of the last word of each occurrence. */
interface TextPattern {
  tokens: readonly number[];
  ends: readonly number[];
  weightA: number;
  weightB: number;
}

/**
 * Patterns of neighbouring words grow by a word, or by wildcards and a word, as long as enough texts have them. Those with
 * the greatest difference are taken first, each if it makes enough of one among the texts that none before it is in.
 */
export const runTextPatterns: OneInputRun<TextPatternsOperator> = async function* (operator, input, context) {
  const texts = await readTokenizedTexts(input, context);
  const candidates = await grow(texts, operator, context);
  const patterns = await significant(texts, candidates, operator, context);
  patterns.sort((a, b) => differenceOf(texts, b) - differenceOf(texts, a));
  yield patterns.map((pattern) => [
    BigInt(pattern.weightA),
    BigInt(pattern.weightB),
    rounded(100 * share(pattern.weightA, texts.totalA), 2),
    rounded(100 * share(pattern.weightB, texts.totalB), 2),
    pattern.tokens.map((token) => (token === wildcard ? '*' : texts.words[token])).join(' '),
  ]);
};

async function grow(
  texts: TokenizedTexts,
  operator: TextPatternsOperator,
  context: OperatorContext,
): Promise<TextPattern[]> {
  const candidates: TextPattern[] = [];
  const places = texts.tokens.map((_, place) => place);
  let level =
    operator.maxTokens < 1
      ? []
      : await byWord(texts, { ends: places, distance: 0, tokens: [] }, operator, context);
  let visits = 0;
  while (level.length > 0) {
    const longer: TextPattern[] = [];
    // What differs most grows first, since the search may end before all patterns have grown.
    for (const pattern of byDifference(texts, level)) {
      const grown = visits < maxVisits ? await extensions(texts, pattern, operator, context) : [];
      visits += pattern.ends.length * (maxGap + 1);
      longer.push(...grown);
      if (!grown.some((other) => isNoLess(other, pattern))) candidates.push(pattern);
    }
    level = longer;
  }
  return candidates.filter((pattern) => wordsOf(pattern) >= operator.minTokens);
}

function byDifference(texts: TokenizedTexts, patterns: readonly TextPattern[]): TextPattern[] {
  const difference = (pattern: TextPattern) => Math.abs(differenceOf(texts, pattern));
  return patterns.toSorted((a, b) => difference(b) - difference(a));
}

async function extensions(
  texts: TokenizedTexts,
  pattern: TextPattern,
  operator: TextPatternsOperator,
  context: OperatorContext,
): Promise<TextPattern[]> {
  const room = operator.maxTokens - pattern.tokens.length;
  const found: TextPattern[] = [];
  for (let gap = 0; gap <= maxGap && gap < room; gap++) {
    const tokens = [...pattern.tokens, ...Array.from({ length: gap }, () => wildcard)];
    const grown = { ends: pattern.ends, distance: gap + 1, tokens };
    found.push(...(await byWord(texts, grown, operator, context)));
  }
  return found;
}

/** Words that stand so many places after the ends of a pattern. */
interface Growth {
  ends: readonly number[];
  distance: number;
  /** The pattern, up to the word. */
  tokens: readonly number[];
}

/** The pattern followed by each word that is frequent there in the same text. */
async function byWord(
  texts: TokenizedTexts,
  { ends, distance, tokens }: Growth,
  operator: TextPatternsOperator,
  context: OperatorContext,
): Promise<TextPattern[]> {
  const groups = new Map<number, number[]>();
  for (const [index, end] of ends.entries()) {
    if (index % pausedPlaces === 0) await context.pause();
    const place = end + distance;
    const word = texts.tokens[place];
    if (word === undefined || texts.textOf[place] !== texts.textOf[end]) continue;
    const group = groups.get(word);
    if (group === undefined) groups.set(word, [place]);
    else group.push(place);
  }
  const found: TextPattern[] = [];
  let weighed = 0;
  for (const [word, places] of groups) {
    const weights = weigh(texts, places, null);
    if (isFrequent(texts, weights, operator))
      found.push({ tokens: [...tokens, word], ends: places, ...weights });
    weighed += places.length;
    if (weighed > pausedPlaces) {
      weighed = 0;
      await context.pause();
    }
  }
  return found;
}

/** Weights of the texts that the places are in, but for those marked; places are in order. */
function weigh(
  texts: TokenizedTexts,
  places: readonly number[],
  marked: Uint8Array | null,
): { weightA: number; weightB: number } {
  let weightA = 0;
  let weightB = 0;
  let last = -1;
  for (const place of places) {
    const text = texts.textOf[place] ?? -1;
    if (text === last || marked?.[text] === 1) continue;
    last = text;
    weightA += texts.weightsA[text] ?? 0;
    weightB += texts.weightsB[text] ?? 0;
  }
  return { weightA, weightB };
}

function isFrequent(
  texts: TokenizedTexts,
  { weightA, weightB }: { weightA: number; weightB: number },
  { threshold }: TextPatternsOperator,
): boolean {
  return share(weightA, texts.totalA) >= threshold || share(weightB, texts.totalB) >= threshold;
}

function isNoLess(left: TextPattern, right: TextPattern): boolean {
  return left.weightA === right.weightA && left.weightB === right.weightB;
}

async function significant(
  texts: TokenizedTexts,
  candidates: readonly TextPattern[],
  { threshold }: TextPatternsOperator,
  context: OperatorContext,
): Promise<TextPattern[]> {
  const ranked = candidates
    .filter((pattern) => Math.abs(differenceOf(texts, pattern)) >= threshold)
    .sort(
      (a, b) =>
        Math.abs(differenceOf(texts, b)) - Math.abs(differenceOf(texts, a)) ||
        wordsOf(b) - wordsOf(a) ||
        a.tokens.length - b.tokens.length,
    );
  const captured = new Uint8Array(texts.weightsA.length);
  const kept: TextPattern[] = [];
  for (const pattern of ranked) {
    await context.pause();
    const remaining = differenceOf(texts, weigh(texts, pattern.ends, captured));
    if (remaining * Math.sign(differenceOf(texts, pattern)) < threshold) continue;
    kept.push(pattern);
    for (const end of pattern.ends) captured[texts.textOf[end] ?? 0] = 1;
  }
  return kept;
}

function differenceOf(
  texts: TokenizedTexts,
  { weightA, weightB }: { weightA: number; weightB: number },
): number {
  return share(weightA, texts.totalA) - share(weightB, texts.totalB);
}

function share(weight: number, total: number): number {
  return total === 0 ? 0 : weight / total;
}

function wordsOf(pattern: TextPattern): number {
  return pattern.tokens.filter((token) => token !== wildcard).length;
}
