'use client';

import { clsx } from 'clsx';
import type { TileSnapshot } from '../live/tile-store.ts';
import { useNow } from '../live/use-now.ts';
import { useDisplay } from '../ui/display-provider.tsx';
import { formatRecent } from '../ui/format-time.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { stateLooks } from './state-look.ts';

/** Says in a word how far the tile can be trusted, with the reason in its tooltip. Nothing when it is live. */
export function StateBadge({ snapshot }: { snapshot: TileSnapshot }) {
  const { zone } = useDisplay();
  const nowMs = useNow();
  const { state, problem, frame } = snapshot;
  const { icon: Icon, badge, meaning, tone, isVeiled } = stateLooks[state];
  if (badge === null || (state === 'waiting' && frame === null)) return null;
  const lastGoodMs = frame === null || !isVeiled ? null : lastGood(snapshot);
  const since =
    lastGoodMs === null || nowMs === null ? '' : ` · last good ${formatRecent(lastGoodMs, nowMs, zone)}`;
  const partial = state === 'partial' ? frame?.partial?.message : undefined;
  return (
    <Tooltip content={[meaning, problem?.message, partial].filter(Boolean).join(' ')}>
      <button
        type="button"
        data-testid="tile-state"
        className={clsx(
          'flex h-[18px] min-w-0 shrink items-center gap-1 overflow-hidden whitespace-nowrap rounded-sm px-1.5 text-[11px] leading-none',
          tone === 'quiet' && 'bg-raised text-text-soft',
          tone === 'warning' && 'bg-raised text-state-text-high',
          tone === 'failed' && 'bg-raised text-state-text-critical',
        )}
      >
        <Icon aria-hidden className="size-3 shrink-0" />
        <span className="truncate">
          {badge}
          <span className="tabular hidden @min-[300px]/tile:inline">{since}</span>
        </span>
      </button>
    </Tooltip>
  );
}

/** When it was last confirmed that the frame is what the query returns. */
export function lastGood({ frame, status }: TileSnapshot): number | null {
  const isOfFrame = status !== null && frame !== null && status.liveQueryId === frame.liveQueryId;
  return (isOfFrame ? status.clocks.checkedMs : null) ?? frame?.asOfMs ?? null;
}
