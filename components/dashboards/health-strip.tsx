'use client';

import { SourceMark } from '../header/source-list.tsx';
import { useLive } from '../live/live-provider.tsx';
import { useValue } from '../live/use-value.ts';
import { Tooltip } from '../ui/tooltip.tsx';

/** Each part on the way from event to pixel as a mark with its name, on one line. */
export function HealthStrip() {
  const { client } = useLive();
  const sources = useValue(client.sources);
  return (
    <ul
      aria-label="Health"
      data-testid="health-strip"
      className="flex flex-wrap items-center gap-x-4 text-xs"
    >
      {sources.map(({ id, name, state, message }) => (
        <li key={id} data-state={state}>
          <Tooltip content={message ?? `${name}: ${state}`}>
            <button type="button" className="flex items-center gap-1.5 rounded-sm text-text-soft">
              <SourceMark state={state} />
              {name}
            </button>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}
