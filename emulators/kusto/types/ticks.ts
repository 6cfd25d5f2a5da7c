/** Ticks of the digits after the decimal point of a second: `5` is 5,000,000; digits past the seventh round. */
export function fractionTicks(digits: string): bigint {
  const ticks = BigInt(digits.slice(0, 7).padEnd(7, '0'));
  return (digits[7] ?? '0') >= '5' ? ticks + 1n : ticks;
}
