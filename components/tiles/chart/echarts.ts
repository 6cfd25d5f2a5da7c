import type { EChartsOption } from 'echarts';
import { BarChart, CustomChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import { GeoComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

/** ECharts' own type knows no typed arrays as data, though that is how it is fastest. */
export type ChartOption = Omit<EChartsOption, 'series'> & { series: object[] };
export type Chart = echarts.ECharts;

let isRegistered = false;

/** A chart on `element`; whoever asks for it disposes it. */
export function createChart(element: HTMLElement): Chart {
  registerParts();
  return echarts.init(element, null, { renderer: 'canvas' });
}

/** Draws now, in the caller's turn, so that what follows knows that it is on the canvas. */
export function drawChart(chart: Chart, option: ChartOption): void {
  chart.setOption(option as EChartsOption, { replaceMerge: ['series'], lazyUpdate: false, silent: true });
  chart.getZr().flush();
}

export function registerLand(name: string, geoJson: object): void {
  registerParts();
  if (!echarts.getMap(name)) echarts.registerMap(name, geoJson as Parameters<typeof echarts.registerMap>[1]);
}

function registerParts(): void {
  if (isRegistered) return;
  isRegistered = true;
  echarts.use([
    BarChart,
    CustomChart,
    LineChart,
    PieChart,
    ScatterChart,
    GeoComponent,
    GridComponent,
    MarkLineComponent,
    TooltipComponent,
    CanvasRenderer,
  ]);
}
