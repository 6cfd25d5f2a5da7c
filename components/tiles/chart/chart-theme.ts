import {
  type ColorMode,
  chromeColors,
  colorOf,
  rampColors,
  type StateColorName,
  seriesColors,
  stateColors,
} from '../../ui/tokens.ts';

/** The colours and type that a chart is drawn with, as canvas wants them: resolved. */
export interface ChartTheme {
  mode: ColorMode;
  text: string;
  quiet: string;
  line: string;
  lineStrong: string;
  surface: string;
  raised: string;
  series: string[];
  ramp: string[];
  state: Record<StateColorName | 'unknown', string>;
  font: string;
}

export const fontFamily =
  '"Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, Inter, Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

export function chartTheme(mode: ColorMode): ChartTheme {
  const chrome = (name: keyof typeof chromeColors) => colorOf(chromeColors[name], mode);
  const state = (name: StateColorName) => colorOf(stateColors[name], mode);
  return {
    mode,
    text: chrome('text'),
    quiet: chrome('text-quiet'),
    line: chrome('line'),
    lineStrong: chrome('line-strong'),
    surface: chrome('surface'),
    raised: chrome('raised'),
    series: seriesColors.map((pair) => colorOf(pair, mode)),
    ramp: rampColors.map((pair) => colorOf(pair, mode)),
    state: {
      critical: state('critical'),
      high: state('high'),
      medium: state('medium'),
      low: state('low'),
      normal: state('normal'),
      unknown: chrome('line-strong'),
    },
    font: fontFamily,
  };
}

/** The colour of the series in a slot; colours repeat after the last. */
export function seriesColor(theme: ChartTheme, slot: number): string {
  return theme.series[slot % theme.series.length] ?? theme.text;
}
