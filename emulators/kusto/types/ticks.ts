/** Ticks of the digits after the decimal point of a second: `5` is 5,000,000; digits past the seventh are dropped. */
export function fractionTicks(digits: string): bigint {
  return digits === '' ? 0n : BigInt(digits.slice(0, 7).padEnd(7, '0'));
}
