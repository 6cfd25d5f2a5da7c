'use client';

import { useMemo } from 'react';
import { formatQuantity, quantityText } from '../../ui/format-quantity.ts';
import { formatTime } from '../../ui/format-time.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { thresholdState } from '../chart/threshold-state.ts';
import type { VisualProps } from '../visual-props.ts';
import { sparklineRange, sparklineStretches } from './sparkline-path.ts';
import { type StatValue, statValue } from './stat-value.ts';

const box = { width: 240, height: 48 };

/** The newest value in large figures over its course. */
export function Stat({ tile, frame, zone }: VisualProps) {
  const { extension, visualOptions } = tile;
  const stat = useMemo(() => statValue(frame, visualOptions, zone), [frame, visualOptions, zone]);
  const quantity = formatQuantity(stat.value, extension);
  const state = thresholdState(stat.value, extension.thresholds);
  const isAbnormal = state !== null && state !== 'normal';
  return (
    <div className="@container relative flex h-full flex-col justify-between gap-1 overflow-hidden px-1">
      <div className="flex min-w-0 items-baseline gap-1.5">
        {isAbnormal && <StateMark state={state} className="mr-0.5 self-center" />}
        <span
          data-testid="stat-value"
          className="tabular truncate text-[clamp(20px,17cqw,38px)] font-semibold leading-none tracking-tight"
          style={isAbnormal ? { color: `var(--state-text-${state})` } : undefined}
        >
          {stat.text ?? quantity.text}
        </span>
        {quantity.unit !== '' && stat.text === null && (
          <span className="text-[clamp(12px,7cqw,16px)] text-text-quiet">{quantity.unit}</span>
        )}
        <Delta stat={stat} unit={extension.unit} decimals={extension.decimals} zone={zone} />
      </div>
      <Sparkline stat={stat} frame={frame} minimum={extension.minimum} />
    </div>
  );
}

function Delta(props: {
  stat: StatValue;
  unit: string | undefined;
  decimals: number | undefined;
  zone: VisualProps['zone'];
}) {
  const { delta } = props.stat;
  if (!delta) return null;
  const size = quantityText(Math.abs(delta.value), { unit: props.unit, decimals: props.decimals });
  const isNothing = !/[1-9]/.test(size);
  const arrow = isNothing ? '' : delta.value > 0 ? '▲' : '▼';
  return (
    <span
      className="tabular ml-auto shrink-0 whitespace-nowrap text-[11px] text-text-quiet"
      title={`Change since ${formatTime(delta.sinceMs, 'clock', props.zone)}, the start of the time range`}
    >
      {isNothing ? '± 0' : <span className="mr-0.5 text-[8px]">{arrow}</span>}
      {isNothing ? '' : size}
    </span>
  );
}

function Sparkline(props: { stat: StatValue; frame: VisualProps['frame']; minimum: number | undefined }) {
  const { frame, minimum } = props;
  const { points } = props.stat;
  const stretches = useMemo(
    () => sparklineStretches(points, sparklineRange(points, frame, minimum), box.width, box.height),
    [points, frame, minimum],
  );
  if (stretches.length === 0) return null;
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 -2 ${box.width} ${box.height + 4}`}
      preserveAspectRatio="none"
      className="min-h-0 w-full flex-1"
    >
      {stretches.map(({ line, area }) => (
        <g key={line}>
          <path d={area} fill="var(--series-0)" opacity={0.12} />
          <path
            d={line}
            fill="none"
            stroke="var(--series-0)"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        </g>
      ))}
    </svg>
  );
}
