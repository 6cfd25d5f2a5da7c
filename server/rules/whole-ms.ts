/**
 * Seconds of a rule in whole milliseconds. All times of rules are whole: sums and differences of fractions would not
 * agree on whether something is due.
 */
export function wholeMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
