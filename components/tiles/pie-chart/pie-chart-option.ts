import type { TileExtension } from '#shared/dashboards/dashboard-file.ts';
import { formatNumber, quantityText } from '../../ui/format-quantity.ts';
import type { CategorySet } from '../bar-chart/category-series.ts';
import { type ChartTheme, seriesColor } from '../chart/chart-theme.ts';
import type { ChartOption } from '../chart/echarts.ts';
import { tooltipBase, tooltipElement } from '../chart/tooltip.ts';

export interface Slice {
  name: string;
  value: number;
  share: number;
}

const mostSlices = 9;

/** The slices by size, the smallest of many taken together. Values that are not positive have no slice. */
export function pieSlices({ categories, series }: CategorySet): Slice[] {
  const values = series[0]?.values ?? new Float64Array(0);
  const slices = categories
    .map((name, place) => ({ name, value: values[place] ?? Number.NaN }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const sum = slices.reduce((total, { value }) => total + value, 0);
  const named = slices.slice(0, slices.length > mostSlices ? mostSlices - 1 : mostSlices);
  const rest = slices.slice(named.length);
  if (rest.length > 0)
    named.push({ name: `${rest.length} others`, value: rest.reduce((total, { value }) => total + value, 0) });
  return named.map(({ name, value }) => ({ name, value, share: value / sum }));
}

/** The ECharts option of a donut. */
export function pieChartOption(
  slices: readonly Slice[],
  slots: readonly string[],
  extension: TileExtension,
  theme: ChartTheme,
): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    tooltip: {
      ...tooltipBase(theme),
      trigger: 'item',
      formatter: (parameter: unknown) => {
        const slice = slices[(parameter as { dataIndex?: number }).dataIndex ?? -1];
        return tooltipElement({ title: '', rows: slice ? [tooltipRow(slice, slots, extension, theme)] : [] });
      },
    },
    series: [
      {
        type: 'pie',
        id: 'slices',
        radius: ['58%', '86%'],
        label: { show: false },
        emphasis: { scale: false },
        itemStyle: { borderColor: theme.surface, borderWidth: 1 },
        data: slices.map(({ name, value }) => ({
          name,
          value,
          itemStyle: { color: sliceColor(theme, slots, name) },
        })),
      },
    ],
  };
}

export function sliceColor(theme: ChartTheme, slots: readonly string[], name: string): string {
  const slot = slots.indexOf(name);
  return slot === -1 ? theme.lineStrong : seriesColor(theme, slot);
}

function tooltipRow(
  { name, value, share }: Slice,
  slots: readonly string[],
  extension: TileExtension,
  theme: ChartTheme,
) {
  const text = `${quantityText(value, extension)} (${formatNumber(share * 100, 1)} %)`;
  return { color: sliceColor(theme, slots, name), name, value: text };
}
