'use client';

import { clsx } from 'clsx';
import { memo } from 'react';
import type { Clocks } from '#shared/live/tile-status.ts';
import { useNow } from '../live/use-now.ts';
import { useTile } from '../live/use-tile.ts';
import { useDisplay } from '../ui/display-provider.tsx';
import { formatAge, formatRecent } from '../ui/format-time.ts';
import { Popover } from '../ui/popover.tsx';
import { isLate } from './is-late.ts';

interface FreshnessProps {
  tileId: string;
  /** Up to this age of the newest event the tile counts as fresh. */
  freshWithinMs: number | undefined;
}

/** The age of the newest event shown; opens to all three clocks of the tile. */
export function Freshness({ tileId, freshWithinMs }: FreshnessProps) {
  const nowMs = useNow();
  const { status, frame } = useTile(tileId);
  const newestMs = status && newestOf(status.clocks);
  if (nowMs === null || newestMs === null) return null;
  const ageMs = Math.max(0, nowMs - newestMs);
  return <Chip tileId={tileId} age={formatAge(ageMs)} isLate={isLate(ageMs, freshWithinMs, frame)} />;
}

/** Statuses come several times a second, other texts seldom. */
const Chip = memo(function Chip(props: { tileId: string; age: string; isLate: boolean }) {
  const { tileId, age } = props;
  return (
    <Popover
      label="Freshness"
      trigger={
        <button
          type="button"
          data-testid="tile-freshness"
          aria-label={`Newest event: ${age}. Show the clocks of this tile`}
          className={clsx(
            'tabular h-[18px] min-w-9 shrink-0 rounded-sm px-1 text-right text-[11px] leading-none hover:bg-raised',
            props.isLate ? 'text-state-text-high' : 'text-text-quiet',
          )}
        >
          {age}
        </button>
      }
    >
      <ClockTable tileId={tileId} />
    </Popover>
  );
});

function ClockTable({ tileId }: { tileId: string }) {
  const nowMs = useNow() ?? 0;
  const { zone } = useDisplay();
  const { status, frame } = useTile(tileId);
  const clocks: [name: string, meaning: string, ms: number | null | undefined][] = [
    ['Newest event', 'Event time of the newest row shown', status?.clocks.eventMs],
    ['Last arrival', 'When data last arrived in a table that this tile reads', status?.clocks.arrivalMs],
    ['Last check', 'When it was last confirmed that what is shown is current', status?.clocks.checkedMs],
  ];
  return (
    <table className="text-left" data-testid="tile-clocks">
      <caption className="pb-1.5 text-left text-text-soft">How fresh is this?</caption>
      <tbody>
        {clocks.map(([name, meaning, ms]) => (
          <tr key={name} title={meaning}>
            <th scope="row" className="pr-4 pb-1 font-normal text-text-quiet">
              {name}
            </th>
            <td className="tabular pr-4 pb-1">{ms == null ? '–' : formatRecent(ms, nowMs, zone)}</td>
            <td className="tabular min-w-14 pb-1 text-right text-text-soft">
              {ms == null ? '' : agoText(nowMs - ms)}
            </td>
          </tr>
        ))}
        {frame && (
          <tr title="The instant that the query’s now() was bound to, and the count of changed results">
            <th scope="row" className="pr-4 font-normal text-text-quiet">
              Shown as of
            </th>
            <td className="tabular pr-4">{formatRecent(frame.asOfMs, nowMs, zone)}</td>
            <td className="tabular text-right text-text-soft">rev {frame.revision}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function newestOf({ eventMs, arrivalMs, checkedMs }: Clocks): number | null {
  return eventMs ?? arrivalMs ?? checkedMs;
}

function agoText(ms: number): string {
  return ms < 1_000 ? 'now' : `${formatAge(ms)} ago`;
}
