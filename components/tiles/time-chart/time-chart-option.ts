import type { TileExtension } from '#shared/dashboards/dashboard-file.ts';
import { quantityText } from '../../ui/format-quantity.ts';
import { formatTime, type ZoneChoice } from '../../ui/format-time.ts';
import { type ChartTheme, seriesColor } from '../chart/chart-theme.ts';
import type { ChartOption } from '../chart/echarts.ts';
import { type ChartSize, labelWidth } from '../chart/size.ts';
import { timeTicks, timeTickText } from '../chart/time-axis.ts';
import { tooltipBase, tooltipElement } from '../chart/tooltip.ts';
import { type AxisScale, niceScale, tickText } from '../chart/value-axis.ts';
import { alignForStack, stackedMaximum } from './stack-series.ts';
import type { TimeSeries } from './time-series.ts';

export type TimeChartStyle = 'line' | 'area' | 'stacked' | 'share';

export interface TimeChartInput {
  /** Those that are shown; hidden ones are left out. */
  series: readonly TimeSeries[];
  slots: readonly string[];
  style: TimeChartStyle;
  startMs: number;
  endMs: number;
  scale: AxisScale;
  extension: TileExtension;
  theme: ChartTheme;
  zone: ZoneChoice;
  size: ChartSize;
}

const tooltipRows = 12;

/** The series as drawn: stacked ones on common times. */
export function drawnSeries(series: readonly TimeSeries[], style: TimeChartStyle): TimeSeries[] {
  return style === 'stacked' || style === 'share' ? alignForStack(series, style === 'share') : [...series];
}

/** The scale that the data asks for at this moment; what is shown is held still by holdScale. */
export function wantedScale(
  drawn: readonly TimeSeries[],
  style: TimeChartStyle,
  extension: TileExtension,
  height: number,
): AxisScale {
  const ticks = Math.max(2, Math.min(5, Math.floor(height / 44)));
  if (style === 'share') return niceScale(0, 100, ticks, { minimum: 0, maximum: 100 }, '%');
  const isStacked = style === 'stacked';
  const low = isStacked ? 0 : Math.min(...drawn.map((one) => one.min));
  const high = isStacked ? stackedMaximum(drawn) : Math.max(...drawn.map((one) => one.max));
  const { minimum, maximum, unit } = extension;
  return niceScale(style === 'line' ? low : Math.min(0, low), high, ticks, { minimum, maximum }, unit);
}

/** The ECharts option of a time chart: a pure function of what is shown and how. */
export function timeChartOption(input: TimeChartInput): ChartOption {
  const { startMs, endMs, scale, extension, theme, zone, size, style } = input;
  const format = style === 'share' ? { unit: '%', decimals: 1 } : extension;
  const tickLabels = [scale.min, scale.max].map((value) => tickText(value, scale, format));
  const left = labelWidth(tickLabels, 34);
  const ticks = timeTicks(startMs, endMs, Math.max(2, Math.floor((size.width - left) / 84)), zone);
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: { left, right: 10, top: 8, bottom: 20, containLabel: false },
    xAxis: {
      type: 'time',
      min: startMs,
      max: endMs,
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: true, length: 4, lineStyle: { color: theme.lineStrong }, customValues: ticks.values },
      axisLabel: {
        color: theme.quiet,
        fontSize: 11,
        margin: 7,
        hideOverlap: true,
        customValues: ticks.values,
        formatter: (value: number) => timeTickText(value, ticks.style, zone),
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: scale.min,
      max: scale.max,
      interval: scale.step,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.quiet,
        fontSize: 11,
        formatter: (value: number) => tickText(value, scale, format),
      },
      splitLine: { lineStyle: { color: theme.line } },
    },
    tooltip: {
      ...tooltipBase(theme),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: theme.lineStrong, type: 'solid' } },
      formatter: (parameters: unknown) => tooltip(parameters, input, format),
    },
    series: seriesOptions(input),
  };
}

function seriesOptions(input: TimeChartInput): object[] {
  const { series, slots, style, theme, size } = input;
  const isStacked = style === 'stacked' || style === 'share';
  return series.map((one, index) => {
    const color = seriesColor(theme, slots.indexOf(one.name));
    return {
      type: 'line' as const,
      id: one.name,
      name: one.name,
      data: one.points,
      dimensions: ['time', 'value'],
      showSymbol: one.points.length <= 2,
      symbol: 'circle',
      symbolSize: 4,
      connectNulls: false,
      clip: true,
      ...(one.points.length / 2 > size.width ? { sampling: 'lttb' as const } : {}),
      ...(isStacked ? { stack: 'all' } : {}),
      ...(style === 'line' ? {} : { areaStyle: { color, opacity: isStacked ? 0.42 : 0.14 } }),
      lineStyle: { color, width: isStacked ? 1 : 1.5 },
      itemStyle: { color },
      emphasis: { disabled: true },
      ...(index === 0 ? { markLine: thresholdLines(input) } : {}),
    };
  });
}

function thresholdLines({ extension, theme, scale, style }: TimeChartInput) {
  const thresholds = style === 'share' ? [] : (extension.thresholds ?? []);
  const lines = thresholds.filter(
    ({ from, state }) => state !== 'normal' && from > scale.min && from <= scale.max,
  );
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    label: { show: false },
    data: lines.map(({ from, state }) => ({
      yAxis: from,
      lineStyle: { color: theme.state[state], type: 'dashed' as const, width: 1 },
    })),
  };
}

function tooltip(
  parameters: unknown,
  input: TimeChartInput,
  format: { unit?: string | undefined; decimals?: number | undefined },
): HTMLElement {
  const points = Array.isArray(parameters) ? parameters.map(pointOf).filter((point) => point !== null) : [];
  const found = points.filter((point) => Number.isFinite(point.value));
  if (found.length > tooltipRows) found.sort((a, b) => b.value - a.value);
  const title = points[0] ? formatTime(points[0].ms, 'full', input.zone) : '';
  const rows = found.slice(0, tooltipRows).map(({ name, value }) => ({
    color: seriesColor(input.theme, input.slots.indexOf(name)),
    name,
    value: quantityText(value, format),
  }));
  return tooltipElement({ title, rows, more: found.length - rows.length });
}

function pointOf(parameter: unknown): { name: string; ms: number; value: number } | null {
  if (typeof parameter !== 'object' || parameter === null) return null;
  const { seriesName, value } = parameter as { seriesName?: unknown; value?: unknown };
  if (typeof seriesName !== 'string' || !(Array.isArray(value) || ArrayBuffer.isView(value))) return null;
  const [ms, y] = Array.from(value as ArrayLike<number>);
  return { name: seriesName, ms: Number(ms), value: Number(y) };
}
