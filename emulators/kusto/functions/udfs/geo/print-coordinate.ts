import { printReal } from '../../../types/real.ts';

/**
 * A coordinate with the digits that Kusto's JSON has: Grisu2 (Loitsch, "Printing Floating-Point Numbers Quickly and
 * Accurately with Integers", 2010), whose digits read back as the number but are not always the shortest or nearest.
 */
export function printCoordinate(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size < 1e-4 || size > 1e6) return printReal(value);
  const shortest = String(value);
  if (shortest.length <= 15) return shortest;
  const { digits, exponent } = digitsOf(size);
  const whole = digits.length + exponent;
  const text =
    whole > 0
      ? `${digits.slice(0, whole).padEnd(whole, '0')}.${digits.slice(whole) || '0'}`
      : `0.${'0'.repeat(-whole)}${digits}`;
  return value < 0 ? `-${text}` : text;
}

/** Significand of 64 bits and a power of two. */
interface Scaled {
  significand: bigint;
  power: number;
}

/** The number is the digits times ten to the exponent. */
interface Digits {
  digits: string;
  exponent: number;
}

function digitsOf(value: number): Digits {
  const { significand, power } = parts(value);
  const exact = { significand: significand << 11n, power: power - 11 };
  const upper = { significand: (significand * 2n + 1n) << 10n, power: power - 11 };
  const isPowerOfTwo = significand === 1n << 52n;
  const lower = isPowerOfTwo
    ? { significand: significand * 4n - 1n, power: power - 2 }
    : { significand: significand * 2n - 1n, power: power - 1 };
  const aligned = { significand: lower.significand << BigInt(lower.power - upper.power), power: upper.power };
  const decimal = decimalScale(upper.power);
  const [high, low] = [multiplied(upper, decimal.scale), multiplied(aligned, decimal.scale)];
  const most = { ...high, significand: high.significand - 1n };
  return generated(
    multiplied(exact, decimal.scale),
    most,
    most.significand - low.significand - 1n,
    decimal.exponent,
  );
}

function parts(value: number): Scaled {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  return { significand: (bits & ((1n << 52n) - 1n)) | (1n << 52n), power: Number(bits >> 52n) - 1075 };
}

function normalized({ significand, power }: Scaled): Scaled {
  const shift = 64 - significand.toString(2).length;
  return { significand: significand << BigInt(shift), power: power - shift };
}

function multiplied(a: Scaled, b: Scaled): Scaled {
  return { significand: (a.significand * b.significand + (1n << 63n)) >> 64n, power: a.power + b.power + 64 };
}

interface DecimalScale {
  scale: Scaled;
  exponent: number;
}

/** By power of two: coordinates have a few dozen. */
const decimalScales = new Map<number, DecimalScale>();

function decimalScale(power: number): DecimalScale {
  const known = decimalScales.get(power) ?? computedScale(power);
  decimalScales.set(power, known);
  return known;
}

/** A power of ten, of every eighth exponent, that brings a power of two into the range of the generation of digits. */
function computedScale(power: number): DecimalScale {
  const index = (Math.ceil((-61 - power) * 0.30102999566398114 + 347) >> 3) + 1;
  const exponent = index * 8 - 348;
  const ten = 10n ** BigInt(Math.abs(exponent));
  const bits = ten.toString(2).length;
  const [numerator, shift] = exponent >= 0 ? [ten, bits - 64] : [1n, -bits - 63];
  const scaled = exponent >= 0 ? rounded(numerator, shift) : roundedInverse(ten, -shift);
  return { scale: normalized({ significand: scaled, power: shift }), exponent: -exponent };
}

function rounded(value: bigint, shift: number): bigint {
  return shift <= 0 ? value << BigInt(-shift) : (value + (1n << BigInt(shift - 1))) >> BigInt(shift);
}

function roundedInverse(ten: bigint, shift: number): bigint {
  return ((1n << BigInt(shift)) + ten / 2n) / ten;
}

/** The library that Kusto prints with (RapidJSON 1.1) leaves longer fractions at their upper end. */
const roundedPlaces = 9;

function generated(exact: Scaled, most: Scaled, range: bigint, exponent: number): Digits {
  const unit = BigInt(-most.power);
  const one = 1n << unit;
  let distance = most.significand - exact.significand;
  const whole = (most.significand >> unit).toString();
  let rest = most.significand & (one - 1n);
  let digits = '';
  for (const [index, digit] of [...whole].entries()) {
    digits += digit;
    const left = whole.length - index - 1;
    const remaining = (BigInt(whole.slice(index + 1) || '0') << unit) + rest;
    if (remaining <= range) {
      const last = nearer(digits, range, remaining, (10n ** BigInt(left)) << unit, distance);
      return { digits: last, exponent: exponent + left };
    }
  }
  let width = range;
  for (let place = -1; ; place--) {
    rest *= 10n;
    width *= 10n;
    distance *= 10n;
    digits += (rest >> unit).toString();
    rest &= one - 1n;
    if (rest >= width) continue;
    const isRounded = -place < roundedPlaces;
    return {
      digits: isRounded ? nearer(digits, width, rest, one, distance) : digits,
      exponent: exponent + place,
    };
  }
}

/** Lowers the last digit as long as that comes nearer to the number. */
function nearer(digits: string, range: bigint, rest: bigint, step: bigint, distance: bigint): string {
  let [last, place] = [Number(digits.at(-1)), rest];
  while (
    place < distance &&
    range - place >= step &&
    (place + step < distance || distance - place > place + step - distance)
  ) {
    last -= 1;
    place += step;
  }
  return `${digits.slice(0, -1)}${last}`;
}
