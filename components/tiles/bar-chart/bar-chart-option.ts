import type { TileExtension } from '#shared/dashboards/dashboard-file.ts';
import { quantityText } from '../../ui/format-quantity.ts';
import { type ChartTheme, seriesColor } from '../chart/chart-theme.ts';
import type { ChartOption } from '../chart/echarts.ts';
import { type ChartSize, labelWidth } from '../chart/size.ts';
import { thresholdState } from '../chart/threshold-state.ts';
import { tooltipBase, tooltipElement } from '../chart/tooltip.ts';
import { type AxisScale, niceScale, tickText } from '../chart/value-axis.ts';
import type { CategorySet } from './category-series.ts';

export interface BarChartStyle {
  /** As in ADX: a bar lies, a column stands. */
  direction: 'bar' | 'column';
  stacking: 'none' | 'stacked' | 'share';
}

export interface BarChartInput {
  set: CategorySet;
  slots: readonly string[];
  style: BarChartStyle;
  scale: AxisScale;
  extension: TileExtension;
  theme: ChartTheme;
  size: ChartSize;
}

const mostLabelLength = 22;

/** As many categories as can be read at this size; the query's order decides which. */
export function fittingCategories(set: CategorySet, style: BarChartStyle, size: ChartSize): CategorySet {
  const most =
    style.direction === 'bar'
      ? Math.max(1, Math.floor((size.height - 24) / 16))
      : Math.max(1, Math.floor(size.width / 14));
  return {
    categories: set.categories.slice(0, most),
    series: set.series.map(({ name, values }) => ({ name, values: values.subarray(0, most) })),
  };
}

export function wantedBarScale(
  { categories, series }: CategorySet,
  style: BarChartStyle,
  extension: TileExtension,
  size: ChartSize,
): AxisScale {
  const ticks = Math.max(
    2,
    Math.min(5, Math.floor(style.direction === 'bar' ? size.width / 90 : size.height / 44)),
  );
  if (style.stacking === 'share') return niceScale(0, 100, ticks, { minimum: 0, maximum: 100 }, '%');
  const values =
    style.stacking === 'stacked'
      ? categories.map((_, place) =>
          series.reduce((sum, one) => sum + Math.max(0, one.values[place] || 0), 0),
        )
      : series.flatMap((one) => [...one.values]);
  const known = values.filter((value) => Number.isFinite(value));
  const { minimum, maximum, unit } = extension;
  return niceScale(Math.min(0, ...known), Math.max(0, ...known), ticks, { minimum, maximum }, unit);
}

/** The ECharts option of a bar or column chart. */
export function barChartOption(input: BarChartInput): ChartOption {
  const { set, style, scale, extension, theme, size } = input;
  const isLying = style.direction === 'bar';
  const format = style.stacking === 'share' ? { unit: '%', decimals: 1 } : extension;
  const labels = set.categories.map(shorten);
  const valueLabels = [scale.min, scale.max].map((value) => tickText(value, scale, format));
  const categoryAxis = {
    type: 'category' as const,
    data: labels,
    inverse: isLying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: theme.lineStrong } },
    axisLabel: { color: isLying ? theme.text : theme.quiet, fontSize: 11, hideOverlap: true, margin: 7 },
  };
  const valueAxis = {
    type: 'value' as const,
    min: scale.min,
    max: scale.max,
    interval: scale.step,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: theme.quiet,
      fontSize: 11,
      hideOverlap: true,
      formatter: (value: number) => tickText(value, scale, format),
    },
    splitLine: { lineStyle: { color: theme.line } },
  };
  const hasValues = showsValues(input);
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: {
      left: isLying ? Math.min(labelWidth(labels, 30), size.width * 0.42) : labelWidth(valueLabels, 34),
      right: isLying && hasValues ? 56 : 12,
      top: isLying ? 2 : hasValues ? 18 : 8,
      bottom: 20,
    },
    xAxis: isLying ? valueAxis : categoryAxis,
    yAxis: isLying ? categoryAxis : valueAxis,
    tooltip: {
      ...tooltipBase(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: theme.lineStrong, opacity: 0.25 } },
      formatter: (parameters: unknown) => tooltip(parameters, input, format),
    },
    series: seriesOptions(input, hasValues, format),
  };
}

function seriesOptions(
  { set, slots, style, extension, theme }: BarChartInput,
  hasValues: boolean,
  format: TileExtension,
): object[] {
  return set.series.map(({ name, values }) => ({
    type: 'bar',
    id: name,
    name,
    ...(style.stacking === 'none' ? {} : { stack: 'all' }),
    barMaxWidth: style.direction === 'bar' ? 18 : 48,
    barCategoryGap: '32%',
    data: Array.from(values, (value) => {
      const state = set.series.length === 1 ? thresholdState(value, extension.thresholds) : null;
      const color =
        state === null || state === 'normal' ? seriesColor(theme, slots.indexOf(name)) : theme.state[state];
      return { value: Number.isNaN(value) ? null : value, itemStyle: { color, opacity: 0.85 } };
    }),
    emphasis: { disabled: true },
    label: {
      show: hasValues,
      position: style.direction === 'bar' ? 'right' : 'top',
      color: theme.text,
      fontSize: 11,
      formatter: ({ value }: { value: unknown }) => quantityText(Number(value), format),
    },
  }));
}

/** Values are written at the bars where they have room. */
function showsValues({ set, style, size }: BarChartInput): boolean {
  if (set.series.length !== 1) return false;
  return style.direction === 'bar' || size.width / Math.max(1, set.categories.length) > 44;
}

function tooltip(
  parameters: unknown,
  { set, slots, theme }: BarChartInput,
  format: TileExtension,
): HTMLElement {
  const all: unknown[] = Array.isArray(parameters) ? parameters : [parameters];
  const [first] = all;
  const { dataIndex } = (first ?? {}) as { dataIndex?: number };
  const place = dataIndex ?? -1;
  return tooltipElement({
    title: set.categories[place] ?? '',
    rows: set.series.map(({ name, values }) => ({
      color: seriesColor(theme, slots.indexOf(name)),
      name,
      value: quantityText(values[place] ?? Number.NaN, format),
    })),
  });
}

function shorten(text: string): string {
  return text.length <= mostLabelLength ? text : `${text.slice(0, mostLabelLength - 1)}…`;
}
