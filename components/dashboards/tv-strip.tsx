'use client';

import { X } from 'lucide-react';
import type { DashboardView } from '#shared/dashboards/dashboard-view.ts';
import type { TimeSelection } from '#shared/live/time-range.ts';
import { AlertSummary } from '../alerts/alert-summary.tsx';
import { ConnectionLabel } from '../header/connection-label.tsx';
import { useNow } from '../live/use-now.ts';
import { useDisplay } from '../ui/display-provider.tsx';
import { formatTime } from '../ui/format-time.ts';
import { SimulatedLabel } from '../ui/simulated-label.tsx';
import { timeLabel } from './time-label.ts';

interface TvStripProps {
  dashboard: DashboardView;
  time: TimeSelection;
  onLeave: () => void;
}

/** All that is left of the chrome on a wall: what is shown, of when, whether it is live, and what is wrong. */
export function TvStrip({ dashboard, time, onLeave }: TvStripProps) {
  const nowMs = useNow();
  const { zone } = useDisplay();
  return (
    <header className="group flex h-6 shrink-0 items-center gap-3 px-1 text-text-soft text-xs">
      <h1 className="font-semibold text-[13px] text-text">{dashboard.title}</h1>
      {dashboard.simulated && <SimulatedLabel />}
      <span suppressHydrationWarning>{timeLabel(time, zone)}</span>
      <span className="flex-1" />
      <button
        type="button"
        onClick={onLeave}
        aria-label="Leave TV mode (F)"
        className="rounded-sm opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
      >
        <X aria-hidden className="size-4" />
      </button>
      <AlertSummary />
      <ConnectionLabel />
      <span className="tabular w-24 text-right text-[13px] text-text">
        {nowMs === null ? '' : formatTime(nowMs, 'clock', zone)}
        <span className="text-text-quiet"> {zone === 'utc' ? 'UTC' : ''}</span>
      </span>
    </header>
  );
}
