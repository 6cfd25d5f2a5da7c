'use client';

import { useCallback, useMemo } from 'react';
import { formatNumber } from '../../ui/format-quantity.ts';
import { shapeCategories } from '../bar-chart/category-series.ts';
import { ChartCanvas } from '../chart/chart-canvas.tsx';
import { useSlots } from '../chart/use-slots.ts';
import { chooseColumns } from '../frame/columns.ts';
import type { VisualProps } from '../visual-props.ts';
import { pieChartOption, pieSlices, sliceColor } from './pie-chart-option.ts';

/** Shares of a whole as a donut with its list. */
export function PieChart({ tile, frame, theme, zone }: VisualProps) {
  const { extension, visualOptions } = tile;
  const set = useMemo(
    () => shapeCategories(frame, chooseColumns(frame, visualOptions, 'category'), zone),
    [frame, visualOptions, zone],
  );
  const slices = useMemo(() => pieSlices(set), [set]);
  const slots = useSlots(set.categories);
  const optionFor = useCallback(
    () => pieChartOption(slices, slots, extension, theme),
    [slices, slots, extension, theme],
  );
  const shares = slices.map(({ name, share }) => `${name} ${formatNumber(share * 100, 1)} %`);
  return (
    <div className="flex h-full items-center gap-2">
      <div className="h-full min-w-0 flex-1">
        <ChartCanvas optionFor={optionFor} label={`${tile.title}: shares. ${shares.join('; ')}.`} />
      </div>
      <ul className="quiet-scroll max-h-full w-2/5 overflow-y-auto text-[11px] leading-5">
        {slices.map(({ name, share }) => (
          <li key={name} className="flex items-center gap-1.5">
            <span
              aria-hidden
              className="size-2 shrink-0 rounded-xs"
              style={{ background: sliceColor(theme, slots, name) }}
            />
            <span className="truncate text-text-soft">{name}</span>
            <span className="tabular ml-auto">{formatNumber(share * 100, 1)} %</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
