'use client';

import { clsx } from 'clsx';
import type { TileSnapshot } from '../live/tile-store.ts';
import { useNow } from '../live/use-now.ts';
import { useDisplay } from '../ui/display-provider.tsx';
import { formatAge, formatRecent } from '../ui/format-time.ts';
import { Popover } from '../ui/popover.tsx';

interface FreshnessProps {
  snapshot: TileSnapshot;
  /** Up to this age of the newest event the tile counts as fresh. */
  freshWithinMs: number | undefined;
}

/** The age of the newest event shown; opens to all three clocks of the tile. */
export function Freshness({ snapshot, freshWithinMs }: FreshnessProps) {
  const nowMs = useNow();
  const { zone } = useDisplay();
  const { status, frame } = snapshot;
  if (nowMs === null || status === null) return null;
  const { eventMs, arrivalMs, checkedMs } = status.clocks;
  const newestMs = eventMs ?? arrivalMs ?? checkedMs;
  if (newestMs === null) return null;
  const ageMs = Math.max(0, nowMs - newestMs);
  const isLate = freshWithinMs !== undefined && ageMs > freshWithinMs;
  const clocks: [name: string, meaning: string, ms: number | null][] = [
    ['Newest event', 'Event time of the newest row shown', eventMs],
    ['Last arrival', 'When data last arrived in a table that this tile reads', arrivalMs],
    ['Last check', 'When it was last confirmed that what is shown is current', checkedMs],
  ];
  return (
    <Popover
      label="Freshness"
      trigger={
        <button
          type="button"
          data-testid="tile-freshness"
          aria-label={`Newest event ${formatAge(ageMs)} old; show the clocks of this tile`}
          className={clsx(
            'tabular h-[18px] min-w-9 shrink-0 rounded-sm px-1 text-right text-[11px] leading-none hover:bg-raised',
            isLate ? 'text-state-text-high' : 'text-text-quiet',
          )}
        >
          {formatAge(ageMs)}
        </button>
      }
    >
      <table className="text-left">
        <caption className="pb-1.5 text-left text-text-soft">How fresh is this?</caption>
        <tbody>
          {clocks.map(([name, meaning, ms]) => (
            <tr key={name} title={meaning}>
              <th scope="row" className="pr-4 pb-1 font-normal text-text-quiet">
                {name}
              </th>
              <td className="tabular pr-4 pb-1">{ms === null ? '–' : formatRecent(ms, nowMs, zone)}</td>
              <td className="tabular pb-1 text-right text-text-soft">
                {ms === null ? '' : `${formatAge(nowMs - ms)}${nowMs - ms < 1_000 ? '' : ' ago'}`}
              </td>
            </tr>
          ))}
          {frame && (
            <tr>
              <th scope="row" className="pr-4 font-normal text-text-quiet">
                Shown as of
              </th>
              <td className="tabular pr-4">{formatRecent(frame.asOfMs, nowMs, zone)}</td>
              <td className="tabular text-right text-text-soft">rev {frame.revision}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Popover>
  );
}
