'use client';

import { useCallback, useMemo, useRef } from 'react';
import { quantityText } from '../../ui/format-quantity.ts';
import { ChartCanvas } from '../chart/chart-canvas.tsx';
import { ChartLegend } from '../chart/chart-legend.tsx';
import { seriesColor } from '../chart/chart-theme.ts';
import type { ChartSize } from '../chart/size.ts';
import { useHidden } from '../chart/use-hidden.ts';
import { useSlots } from '../chart/use-slots.ts';
import { type HeldScale, holdScale } from '../chart/value-axis.ts';
import { chooseColumns, textOption } from '../frame/columns.ts';
import type { VisualProps } from '../visual-props.ts';
import { describeTimeChart } from './describe-time-chart.ts';
import { drawnSeries, type TimeChartStyle, timeChartOption, wantedScale } from './time-chart-option.ts';
import { shapeTimeSeries } from './time-series.ts';

const styles: Record<string, TimeChartStyle> = {
  area: 'area',
  stackedarea: 'stacked',
  stacked100area: 'share',
};

/** Lines or areas over time. */
export function TimeChart({ tile, frame, theme, zone }: VisualProps) {
  const style = styles[tile.visual] ?? 'line';
  const { extension, visualOptions } = tile;
  const set = useMemo(
    () => shapeTimeSeries(frame, chooseColumns(frame, visualOptions, 'time')),
    [frame, visualOptions],
  );
  const slots = useSlots(useMemo(() => set.series.map((one) => one.name), [set]));
  const [hidden, toggle] = useHidden(slots);
  const held = useRef<{ key: string; scale: HeldScale } | null>(null);

  const optionFor = useCallback(
    (size: ChartSize) => {
      const drawn = drawnSeries(
        set.series.filter((one) => !hidden.has(one.name)),
        style,
      );
      const key = `${frame.liveQueryId} ${size.height} ${[...hidden].join()}`;
      const wanted = wantedScale(drawn, style, extension, size.height);
      const previous = held.current?.key === key ? held.current.scale : null;
      const scale = holdScale(previous, wanted, frame.asOfMs);
      held.current = { key, scale };
      const [startMs, endMs] = timeBounds(frame.startMs, frame.endMs, drawn);
      return timeChartOption({
        series: drawn,
        slots,
        style,
        startMs,
        endMs,
        scale: scale.scale,
        extension,
        theme,
        zone,
        size,
      });
    },
    [set, hidden, style, frame, extension, slots, theme, zone],
  );

  const placement = textOption(visualOptions, 'legendLocation') === 'right' ? 'right' : 'bottom';
  const bySlot = slots.flatMap((name, slot) => {
    const series = set.series.find((one) => one.name === name);
    return series
      ? [{ name, color: seriesColor(theme, slot), value: quantityText(series.last, extension) }]
      : [];
  });
  return (
    <div className={placement === 'right' ? 'flex h-full' : 'flex h-full flex-col'}>
      <div className="min-h-0 min-w-0 flex-1">
        <ChartCanvas optionFor={optionFor} label={describeTimeChart(tile.title, set.series, extension)} />
      </div>
      {visualOptions.hideLegend !== true && (
        <ChartLegend entries={bySlot} hidden={hidden} onToggle={toggle} placement={placement} />
      )}
      {set.dropped > 0 && (
        <p className="shrink-0 pl-1 text-[11px] text-text-quiet">
          {set.dropped} more series are not drawn; the table shows all.
        </p>
      )}
    </div>
  );
}

function timeBounds(
  startMs: number | null,
  endMs: number | null,
  drawn: readonly { points: Float64Array }[],
): [number, number] {
  if (startMs !== null && endMs !== null) return [startMs, endMs];
  const firsts = drawn.map((one) => one.points[0] ?? Number.POSITIVE_INFINITY);
  const lasts = drawn.map((one) => one.points.at(-2) ?? Number.NEGATIVE_INFINITY);
  const first = startMs ?? Math.min(...firsts);
  const last = endMs ?? Math.max(...lasts);
  return Number.isFinite(first) && last > first ? [first, last] : [last - 60_000, last];
}
