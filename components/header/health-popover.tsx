'use client';

import { useLive } from '../live/live-provider.tsx';
import { useValue } from '../live/use-value.ts';
import { Popover } from '../ui/popover.tsx';
import { ConnectionLabel } from './connection-label.tsx';
import { SourceList, SourceMark, worstState } from './source-list.tsx';

/** The connection's state and the worst of all sources; opens to each of them. */
export function HealthPopover() {
  const { client } = useLive();
  const sources = useValue(client.sources);
  const connection = useValue(client.connection);
  const worst = worstState(sources);
  return (
    <Popover
      label="Sources"
      trigger={
        <button type="button" data-testid="health" className="control gap-2 px-2">
          <ConnectionLabel />
          {worst !== null && worst !== 'ok' && connection.state === 'connected' && (
            <SourceMark state={worst} />
          )}
        </button>
      }
    >
      <div className="w-80">
        <h2 className="pb-2 text-text-soft">From event to pixel</h2>
        {connection.state !== 'connected' && (
          <p className="pb-2 text-state-text-high">
            The connection to the server is lost; these are the last known states.
          </p>
        )}
        <SourceList sources={sources} />
      </div>
    </Popover>
  );
}
