import type { TileExtension } from '#shared/dashboards/dashboard-file.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { ZoneChoice } from '../../ui/format-time.ts';
import type { ChartTheme } from '../chart/chart-theme.ts';
import type { ChartOption } from '../chart/echarts.ts';
import { tooltipBase, tooltipElement } from '../chart/tooltip.ts';
import { cellText } from '../frame/cell.ts';
import { project, unproject } from './equal-earth.ts';
import { type MapPoints, pointStride } from './map-points.ts';

export const landName = 'tidewatch-land';

const smallest = 3;
const largest = 26;

/** What of the map never changes with the data: set once, so that the viewer's position on it stays. */
export function mapBaseOption(theme: ChartTheme): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    geo: {
      map: landName,
      roam: 'move',
      silent: true,
      projection: { project, unproject },
      left: 6,
      right: 6,
      top: 10,
      bottom: 26,
      scaleLimit: { min: 1, max: 24 },
      itemStyle: { areaColor: theme.line, borderColor: theme.lineStrong, borderWidth: 0.5 },
      label: { show: false },
      emphasis: { disabled: true },
    },
    series: [],
  };
}

/** What follows the data: the points and their tooltip. */
export function mapDataOption(
  frame: TileFrame,
  { columns, points, sizeRange, colorRange }: MapPoints,
  extension: TileExtension,
  theme: ChartTheme,
  zone: ZoneChoice,
): ChartOption {
  const count = points.length / pointStride;
  const valueAt = (index: number, part: number) => points[index * pointStride + part] ?? Number.NaN;
  return {
    tooltip: {
      ...tooltipBase(theme),
      trigger: 'item',
      formatter: (parameter: unknown) => {
        const index = (parameter as { dataIndex?: number }).dataIndex ?? -1;
        const row = valueAt(index, 4);
        if (Number.isNaN(row)) return '';
        const rows = frame.columns
          .filter((column) => column !== columns.label)
          .map((column) => ({
            color: column === columns.color ? rampColor(theme, colorRange, valueAt(index, 3)) : null,
            name: extension.columns?.[column.name]?.title ?? column.name,
            value: cellText(column, row, zone, extension.columns?.[column.name] ?? { decimals: 2 }),
          }));
        return tooltipElement({ title: columns.label ? cellText(columns.label, row, zone) : '', rows });
      },
    },
    series: [
      {
        type: 'scatter',
        id: 'points',
        coordinateSystem: 'geo',
        data: Array.from({ length: count }, (_, index) => [valueAt(index, 0), valueAt(index, 1), index]),
        symbolSize: ([, , index]: number[]) => pointSize(valueAt(index ?? 0, 2), sizeRange),
        itemStyle: {
          color: ({ dataIndex }: { dataIndex: number }) =>
            rampColor(theme, colorRange, valueAt(dataIndex, 3)),
          opacity: 0.66,
          borderColor: theme.surface,
          borderWidth: 0.5,
        },
        emphasis: { scale: false, itemStyle: { borderColor: theme.text, borderWidth: 1.5, opacity: 1 } },
      },
    ],
  };
}

/** A diameter in pixels whose area grows with the value. */
export function pointSize(value: number, [low, high]: [number, number]): number {
  if (!Number.isFinite(value)) return smallest;
  const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.3;
  return smallest + share ** 1.7 * (largest - smallest);
}

/** The ramp's colour; its steps are on a root scale, as most values are small. */
export function rampColor(theme: ChartTheme, [low, high]: [number, number], value: number): string {
  if (!Number.isFinite(value)) return theme.quiet;
  const share = high > low ? Math.sqrt(Math.min(1, Math.max(0, (value - low) / (high - low)))) : 0;
  const position = share * (theme.ramp.length - 1);
  const at = Math.min(theme.ramp.length - 2, Math.floor(position));
  return mix(theme.ramp[at] ?? theme.quiet, theme.ramp[at + 1] ?? theme.quiet, position - at);
}

function mix(from: string, to: string, share: number): string {
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(from, at) * (1 - share) + channel(to, at) * share));
  return `rgb(${mixed.join(',')})`;
}
