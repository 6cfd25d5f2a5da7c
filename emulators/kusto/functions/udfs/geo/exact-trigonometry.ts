/**
 * Sine, cosine and arctangent as the C library that Kusto runs on has them: rounded correctly, where JavaScript's may be
 * off by a last digit, which shows in coordinates. Numbers are pairs of doubles whose sum is the value (Dekker 1971).
 */
type Pair = readonly [high: number, low: number];

/** Sine and cosine of an angle of at most a few turns. */
export function sineAndCosine(angle: number): [sine: number, cosine: number] {
  const [sine, cosine] = pairsOf(angle);
  return [sine[0], cosine[0]];
}

/** Angle of a direction, from Math.atan2 and a correction. */
export function arctangent(y: number, x: number): number {
  const guess = Math.atan2(y, x);
  if (x === 0 && y === 0) return guess;
  const [sine, cosine] = pairsOf(guess);
  const aside = sum(times(cosine, [y, 0]), negated(times(sine, [x, 0])));
  const along = cosine[0] * x + sine[0] * y;
  return guess + aside[0] / along;
}

/** A quarter turn in three parts. */
const quarter = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33] as const;

function pairsOf(angle: number): [sine: Pair, cosine: Pair] {
  const turns = Math.round(angle / quarter[0]);
  const rest = sum(
    sum([angle, 0], negated(product(quarter[0], turns))),
    negated(sum(product(quarter[1], turns), [quarter[2] * turns, 0])),
  );
  const square = times(rest, rest);
  const [sine, cosine] = [times(rest, series(square, 3)), series(square, 2)];
  switch (((turns % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, negated(sine)];
    case 2:
      return [negated(sine), negated(cosine)];
    default:
      return [negated(cosine), sine];
  }
}

const terms = 13;

/** 1 - s/((f-1)f) (1 - s/((f+1)(f+2)) (…)): the series of the sine over its argument for f = 3, of the cosine for f = 2. */
function series(square: Pair, first: number): Pair {
  let value: Pair = [1, 0];
  for (let factor = first + 2 * (terms - 1); factor >= first; factor -= 2)
    value = sum([1, 0], negated(dividedBy(times(square, value), (factor - 1) * factor)));
  return value;
}

function negated([high, low]: Pair): Pair {
  return [-high, -low];
}

function sum([a, aLow]: Pair, [b, bLow]: Pair): Pair {
  const total = a + b;
  const part = total - a;
  const error = a - (total - part) + (b - part) + aLow + bLow;
  const high = total + error;
  return [high, error - (high - total)];
}

const splitter = 2 ** 27 + 1;

/** The exact product of two doubles. */
function product(a: number, b: number): Pair {
  const high = a * b;
  const aHead = splitter * a - (splitter * a - a);
  const bHead = splitter * b - (splitter * b - b);
  const [aTail, bTail] = [a - aHead, b - bHead];
  return [high, aHead * bHead - high + aHead * bTail + aTail * bHead + aTail * bTail];
}

function times([a, aLow]: Pair, [b, bLow]: Pair): Pair {
  const [high, low] = product(a, b);
  return sum([high, 0], [low + a * bLow + aLow * b, 0]);
}

function dividedBy([high, low]: Pair, divisor: number): Pair {
  const quotient = high / divisor;
  const [back, error] = product(quotient, divisor);
  return sum([quotient, 0], [(high - back - error + low) / divisor, 0]);
}
