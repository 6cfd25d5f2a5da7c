/** The inner size of a chart in CSS pixels. */
export interface ChartSize {
  width: number;
  height: number;
}

/** Room for the labels of a value axis, from their text: wide enough for `texts` at 11 px. */
export function labelWidth(texts: readonly string[], least: number): number {
  const longest = Math.max(0, ...texts.map((text) => text.length));
  return Math.max(least, Math.ceil(longest * 6.1) + 10);
}
