import type { TileExtension } from '#shared/dashboards/dashboard-file.ts';
import { formatDuration, formatTime, type ZoneChoice } from '../../ui/format-time.ts';
import { type ChartTheme, seriesColor } from '../chart/chart-theme.ts';
import type { ChartOption } from '../chart/echarts.ts';
import { type ChartSize, labelWidth } from '../chart/size.ts';
import { timeTicks, timeTickText } from '../chart/time-axis.ts';
import { tooltipBase, tooltipElement } from '../chart/tooltip.ts';
import type { StateSegment, StateTimelineSet } from './state-segments.ts';

export interface StateTimelineInput {
  set: StateTimelineSet;
  /** Lasting places of the values, for the colours of those that are no state. */
  slots: readonly string[];
  startMs: number;
  endMs: number;
  extension: TileExtension;
  theme: ChartTheme;
  zone: ZoneChoice;
  size: ChartSize;
}

export interface SegmentStyle {
  fill: string;
  opacity: number;
  ink: string;
}

const leastRowHeight = 9;

/** How many objects there is room for. */
export function fittingObjects(size: ChartSize): number {
  return Math.max(1, Math.floor((size.height - 22) / leastRowHeight));
}

/** Normal is quiet grey, abnormal its state colour, unknown barely there; a value that is no state has a series colour. */
export function segmentStyle(
  value: string,
  extension: TileExtension,
  slots: readonly string[],
  theme: ChartTheme,
): SegmentStyle {
  const state = extension.states?.[value];
  if (state === undefined)
    return { fill: seriesColor(theme, slots.indexOf(value)), opacity: 0.8, ink: theme.surface };
  if (state === 'normal') return { fill: theme.state.normal, opacity: 0.28, ink: theme.text };
  if (state === 'unknown') return { fill: theme.state.unknown, opacity: 0.35, ink: theme.quiet };
  const isDarkFill = state === 'critical' || (theme.mode === 'dark' ? state === 'low' : state === 'high');
  return { fill: theme.state[state], opacity: 1, ink: isDarkFill ? '#ffffff' : '#000000' };
}

/** The ECharts option of a state timeline: one row per object, its values as bars along the time. */
export function stateTimelineOption(input: StateTimelineInput): ChartOption {
  const { set, startMs, endMs, theme, zone, size } = input;
  const left = Math.min(labelWidth(set.objects, 34), size.width * 0.3);
  const ticks = timeTicks(startMs, endMs, Math.max(2, Math.floor((size.width - left) / 84)), zone);
  const rowHeight = (size.height - 22) / Math.max(1, set.objects.length);
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: { left, right: 10, top: 2, bottom: 20 },
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
      type: 'category',
      data: set.objects,
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.text,
        fontSize: 11,
        interval: rowHeight < 13 ? 'auto' : 0,
        width: left - 8,
        overflow: 'truncate',
      },
      splitLine: { show: false },
    },
    tooltip: {
      ...tooltipBase(theme),
      trigger: 'item',
      formatter: (parameter: unknown) => tooltip(parameter, input),
    },
    series: [
      {
        type: 'custom',
        id: 'segments',
        clip: true,
        encode: { x: [1, 2], y: 0 },
        dimensions: ['object', 'start', 'end', 'index'],
        data: segmentData(set.segments, startMs),
        renderItem: (_: unknown, api: RenderApi) => renderSegment(api, input, rowHeight),
      },
    ],
  };
}

interface RenderApi {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

function segmentData(segments: readonly StateSegment[], startMs: number): Float64Array {
  return Float64Array.from(
    segments.flatMap(({ object, startMs: from, endMs }, index) => [
      object,
      Math.max(from, startMs),
      endMs,
      index,
    ]),
  );
}

function renderSegment(
  api: RenderApi,
  { set, extension, slots, theme }: StateTimelineInput,
  rowHeight: number,
) {
  const segment = set.segments[api.value(3)];
  if (!segment) return null;
  const [x0, y] = api.coord([api.value(1), api.value(0)]);
  const [x1] = api.coord([api.value(2), api.value(0)]);
  const height = Math.max(3, Math.min(22, rowHeight - 3));
  const width = Math.max(1, x1 - x0 - 0.75);
  const style = segmentStyle(segment.value, extension, slots, theme);
  const isLabelled =
    extension.states?.[segment.value] !== 'normal' && height >= 12 && width > segment.value.length * 6 + 8;
  return {
    type: 'rect',
    shape: { x: x0, y: y - height / 2, width, height, r: 1.5 },
    style: { fill: style.fill, opacity: style.opacity },
    // ECharts keeps a text that the next frame leaves out, so that an empty one is given.
    textContent: {
      type: 'text',
      style: { text: isLabelled ? segment.value : '', fill: style.ink, font: `11px ${theme.font}` },
    },
    textConfig: { position: 'insideLeft', distance: 4 },
  };
}

function tooltip(
  parameter: unknown,
  { set, extension, slots, theme, zone }: StateTimelineInput,
): HTMLElement {
  const segment = set.segments[(parameter as { dataIndex?: number }).dataIndex ?? -1];
  if (!segment) return tooltipElement({ title: '', rows: [] });
  const { fill } = segmentStyle(segment.value, extension, slots, theme);
  return tooltipElement({
    title: set.objects[segment.object] ?? '',
    rows: [
      { color: fill, name: segment.value, value: formatDuration(segment.endMs - segment.startMs) },
      { color: null, name: 'from', value: formatTime(segment.startMs, 'full', zone) },
      { color: null, name: 'to', value: formatTime(segment.endMs, 'full', zone) },
    ],
  });
}
