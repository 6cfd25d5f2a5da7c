/** `[dark, light]` of one colour. */
type Pair = readonly [dark: string, light: string];

/** Colours of the chrome and of text. Text colours reach 4.5:1 on `canvas`, `surface` and `raised` (tokens.test.ts). */
export const chromeColors = {
  canvas: ['#0a0d10', '#eff1f4'],
  surface: ['#111418', '#ffffff'],
  raised: ['#1a1f25', '#f6f7f9'],
  line: ['#1f252c', '#dfe3e8'],
  'line-strong': ['#343c46', '#c3cad2'],
  text: ['#e4e8ec', '#171c22'],
  'text-soft': ['#a9b2bc', '#47515c'],
  'text-quiet': ['#88929d', '#5c6671'],
  accent: ['#62b0cf', '#0f6b8c'],
  'accent-soft': ['#143240', '#d8ecf4'],
} as const satisfies Record<string, Pair>;

/**
 * State colours for fills, lines and icons: at least 3:1 on the surface and far apart for every kind of colour vision
 * (CIEDE2000 over normal, protan, deutan and tritan vision at least 14). Not for text: see stateTextColors.
 */
export const stateColors = {
  critical: ['#b2324a', '#8d0c2c'],
  high: ['#cd8b22', '#99610b'],
  medium: ['#fefd0e', '#a1945b'],
  low: ['#2762b0', '#4a92c1'],
  normal: ['#8f9095', '#6e6e6c'],
} as const satisfies Record<string, Pair>;

/** The same states where they colour text. */
export const stateTextColors = {
  critical: ['#f28a9b', '#8d0c2c'],
  high: ['#e0a544', '#85530a'],
  medium: ['#efe94f', '#6a6023'],
  low: ['#86b4ee', '#245f8a'],
  normal: ['#a9b2bc', '#47515c'],
} as const satisfies Record<string, Pair>;

/** Series colours: muted, so that a saturated colour always means a state. Taken in this order. */
export const seriesColors: readonly Pair[] = [
  ['#6ba6d6', '#2c73b0'],
  ['#5fb5a2', '#1f8373'],
  ['#a996d6', '#7558b2'],
  ['#c7a178', '#96683a'],
  ['#8fb26b', '#567d2e'],
  ['#cf8fae', '#a65481'],
  ['#7f98b0', '#55708a'],
  ['#b0aa76', '#7d7530'],
  ['#72bccd', '#1c8199'],
  ['#bb8d7c', '#8f5947'],
];

/** A quantity from little to much where it is not a state, e.g. the depth of an earthquake. */
export const rampColors: readonly Pair[] = [
  ['#e9d8a6', '#c08a2d'],
  ['#8fc0a9', '#4a9a86'],
  ['#4d8fac', '#2a6f97'],
  ['#5a5fb0', '#3a3689'],
];

export type StateColorName = keyof typeof stateColors;
export type ColorMode = 'dark' | 'light';

export function colorOf(pair: Pair, mode: ColorMode): string {
  return mode === 'dark' ? pair[0] : pair[1];
}

/** The custom properties that every style uses. `light-dark()` follows `color-scheme`, so no script decides a colour. */
export function themeCss(): string {
  const declare = (prefix: string, colors: Record<string, Pair>) =>
    Object.entries(colors).map(([name, [dark, light]]) => `--${prefix}${name}:light-dark(${light},${dark});`);
  const declarations = [
    ...declare('', chromeColors),
    ...declare('state-', stateColors),
    ...declare('state-text-', stateTextColors),
    ...declare('series-', Object.fromEntries(seriesColors.map((pair, index) => [String(index), pair]))),
  ];
  return `:root{${declarations.join('')}}`;
}
