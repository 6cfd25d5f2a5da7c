'use client';

import { useCallback, useMemo, useState } from 'react';
import { ChartCanvas } from '../chart/chart-canvas.tsx';
import type { ChartSize } from '../chart/size.ts';
import { useSlots } from '../chart/use-slots.ts';
import type { VisualProps } from '../visual-props.ts';
import { type StateTimelineSet, stateSegments } from './state-segments.ts';
import { fittingObjects, segmentStyle, stateTimelineOption } from './state-timeline-option.ts';

const nothing: StateTimelineSet = { objects: [], segments: [], values: [] };

/** What state each object was in, and when. */
export function StateTimeline({ tile, frame, theme, zone }: VisualProps) {
  const { extension, visualOptions } = tile;
  const set = useMemo(() => stateSegments(frame, visualOptions) ?? nothing, [frame, visualOptions]);
  const slots = useSlots(set.values);
  const [notDrawn, setNotDrawn] = useState(0);
  const optionFor = useCallback(
    (size: ChartSize) => {
      const fitting = fittingObjects(size);
      const drawn = {
        ...set,
        objects: set.objects.slice(0, fitting),
        segments: set.segments.filter((one) => one.object < fitting),
      };
      setNotDrawn(set.objects.length - drawn.objects.length);
      const startMs = frame.startMs ?? Math.min(...set.segments.map((one) => one.startMs));
      const endMs = frame.endMs ?? Math.max(...set.segments.map((one) => one.endMs));
      return stateTimelineOption({ set: drawn, slots, startMs, endMs, extension, theme, zone, size });
    },
    [set, slots, frame, extension, theme, zone],
  );
  const states = Object.keys(extension.states ?? {});
  const legend = [...states, ...slots.filter((value) => !states.includes(value))];
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <ChartCanvas optionFor={optionFor} label={describe(tile.title, set)} />
      </div>
      <ul
        aria-label="States"
        className="flex h-5 shrink-0 gap-3 overflow-hidden pl-1 text-[11px] text-text-soft"
      >
        {legend.map((value) => {
          const { fill, opacity } = segmentStyle(value, extension, slots, theme);
          return (
            <li key={value} className="flex items-center gap-1.5">
              <span aria-hidden className="size-2.5 rounded-xs" style={{ background: fill, opacity }} />
              {value}
            </li>
          );
        })}
        {notDrawn > 0 && <li className="text-text-quiet">{notDrawn} more are in the table.</li>}
      </ul>
    </div>
  );
}

function describe(title: string, { objects, segments }: StateTimelineSet): string {
  const newest = new Map<number, string>();
  for (const { object, value } of segments) newest.set(object, value);
  const counts = new Map<string, number>();
  for (const value of newest.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
  const now = [...counts].map(([value, count]) => `${count} ${value}`).join(', ');
  return `${title}: states over time of ${objects.length} objects. Now: ${now || 'nothing'}.`;
}
