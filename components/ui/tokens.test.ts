import { expect, test } from 'vitest';
import {
  type ColorMode,
  chromeColors,
  colorOf,
  rampColors,
  seriesColors,
  stateColors,
  stateTextColors,
  themeCss,
} from './tokens.ts';

const modes: ColorMode[] = ['dark', 'light'];

test.each(modes)('every text colour reaches 4.5:1 on every ground in %s', (mode) => {
  const { text, accent } = chromeColors;
  const colors = [text, accent, chromeColors['text-soft'], chromeColors['text-quiet']];
  for (const pair of [...colors, ...Object.values(stateTextColors)])
    for (const ground of [chromeColors.canvas, chromeColors.surface, chromeColors.raised])
      expect(
        contrast(colorOf(pair, mode), colorOf(ground, mode)),
        colorOf(pair, mode),
      ).toBeGreaterThanOrEqual(4.5);
});

test.each(modes)('every state and series colour reaches 3:1 on the surface in %s', (mode) => {
  const surface = colorOf(chromeColors.surface, mode);
  for (const pair of [...Object.values(stateColors), ...seriesColors])
    expect(contrast(colorOf(pair, mode), surface), colorOf(pair, mode)).toBeGreaterThanOrEqual(3);
  for (const pair of rampColors)
    expect(contrast(colorOf(pair, mode), surface), colorOf(pair, mode)).toBeGreaterThanOrEqual(2.8);
});

test('the style sheet declares both modes of a colour', () => {
  expect(themeCss()).toContain('--state-critical:light-dark(#8d0c2c,#b2324a);');
});

/** Contrast ratio, WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
