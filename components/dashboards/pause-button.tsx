'use client';

import { Pause, Play } from 'lucide-react';
import { useLive } from '../live/live-provider.tsx';
import { useValue } from '../live/use-value.ts';
import { formatNumber } from '../ui/format-quantity.ts';
import { Tooltip } from '../ui/tooltip.tsx';

/** Freezes all tiles, and shows how much has come since. */
export function PauseButton() {
  const { client } = useLive();
  const isPaused = useValue(client.isPaused);
  const heldBack = useValue(client.heldBack);
  const Icon = isPaused ? Play : Pause;
  return (
    <Tooltip content={isPaused ? 'Show the newest again (P)' : 'Freeze all tiles (P)'}>
      <button
        type="button"
        data-testid="pause"
        aria-pressed={isPaused}
        onClick={() => client.setPaused(!isPaused)}
        className="control gap-1.5 px-2"
      >
        <Icon aria-hidden className="size-3.5" />
        {isPaused ? 'Resume' : 'Pause'}
        {isPaused && (
          <span data-testid="held-back" className="tabular text-text-quiet">
            +{formatNumber(heldBack, 0)} new
          </span>
        )}
      </button>
    </Tooltip>
  );
}
