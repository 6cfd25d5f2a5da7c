'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import { quantityText } from '../../ui/format-quantity.ts';
import { ChartCanvas } from '../chart/chart-canvas.tsx';
import { ChartLegend } from '../chart/chart-legend.tsx';
import { seriesColor } from '../chart/chart-theme.ts';
import type { ChartSize } from '../chart/size.ts';
import { useHidden } from '../chart/use-hidden.ts';
import { useSlots } from '../chart/use-slots.ts';
import { type HeldScale, holdScale } from '../chart/value-axis.ts';
import { chooseColumns } from '../frame/columns.ts';
import type { VisualProps } from '../visual-props.ts';
import { type BarChartStyle, barChartOption, fittingCategories, wantedBarScale } from './bar-chart-option.ts';
import { type CategorySet, shapeCategories, toShares } from './category-series.ts';

/** Values by category, lying (`bar`) or standing (`column`), side by side, stacked or as shares. */
export function BarChart({ tile, frame, theme, zone }: VisualProps) {
  const { extension, visualOptions, visual } = tile;
  const style = useMemo(() => styleOf(visual), [visual]);
  const set = useMemo(() => {
    const shaped = shapeCategories(frame, chooseColumns(frame, visualOptions, 'category'), zone);
    return style.stacking === 'share' ? toShares(shaped) : shaped;
  }, [frame, visualOptions, zone, style]);
  const slots = useSlots(useMemo(() => set.series.map((one) => one.name), [set]));
  const [hidden, toggle] = useHidden(slots);
  const held = useRef<{ key: string; scale: HeldScale } | null>(null);
  const [notDrawn, setNotDrawn] = useState(0);

  const optionFor = useCallback(
    (size: ChartSize) => {
      const shown = { ...set, series: set.series.filter((one) => !hidden.has(one.name)) };
      const fitting = fittingCategories(shown, style, size);
      setNotDrawn(set.categories.length - fitting.categories.length);
      const key = `${frame.liveQueryId} ${size.height} ${[...hidden].join()}`;
      const previous = held.current?.key === key ? held.current.scale : null;
      const scale = holdScale(previous, wantedBarScale(fitting, style, extension, size), frame.asOfMs);
      held.current = { key, scale };
      return barChartOption({ set: fitting, slots, style, scale: scale.scale, extension, theme, size });
    },
    [set, hidden, style, frame, extension, slots, theme],
  );

  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <ChartCanvas optionFor={optionFor} label={describe(tile.title, set, extension)} />
      </div>
      {slots.length > 1 && visualOptions.hideLegend !== true && (
        <ChartLegend
          placement="bottom"
          entries={slots.map((name, slot) => ({ name, color: seriesColor(theme, slot), value: '' }))}
          hidden={hidden}
          onToggle={toggle}
        />
      )}
      {notDrawn > 0 && (
        <p className="shrink-0 pl-1 text-[11px] text-text-quiet">{notDrawn} more are in the table.</p>
      )}
    </div>
  );
}

function styleOf(visual: string): BarChartStyle {
  const direction = visual.endsWith('column') ? 'column' : 'bar';
  const stacking = visual.startsWith('stacked100')
    ? 'share'
    : visual.startsWith('stacked')
      ? 'stacked'
      : 'none';
  return { direction, stacking };
}

function describe(
  title: string,
  { categories, series }: CategorySet,
  format: VisualProps['tile']['extension'],
): string {
  const [first] = series;
  if (!first || categories.length === 0) return `${title}: bar chart without data.`;
  const named = categories
    .slice(0, 3)
    .map((category, place) => `${category} ${quantityText(first.values[place] ?? Number.NaN, format)}`);
  return `${title}: bar chart of ${categories.length} categories. ${first.name}: ${named.join('; ')}.`;
}
