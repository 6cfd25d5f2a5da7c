'use client';

import { BellOff, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { EpisodeRow } from './episode-row.tsx';
import { SeverityTally } from './severity-tally.tsx';
import { useEpisodes } from './use-episodes.ts';

/** All that fired: what is open, and what has ended. */
export function Inbox() {
  const { open, resolved, isCurrent } = useEpisodes();
  return (
    <div className="mx-auto flex max-w-[1400px] flex-col gap-4 py-2">
      <div className="flex h-8 items-center gap-3">
        <h1 className="font-semibold text-[15px]">Alerts</h1>
        {!isCurrent && (
          <p className="text-text-quiet text-xs">Not connected: these are the last known alerts.</p>
        )}
        <span className="flex-1" />
        <SeverityTally open={open} />
      </div>
      <Section title="Open" count={open.length} testId="open-episodes">
        {open.length === 0 ? (
          <div className="h-28">
            <EmptyState
              icon={CircleCheck}
              title={isCurrent ? 'Nothing is wrong' : 'Waiting for the server'}
            />
          </div>
        ) : (
          open.map((episode) => <EpisodeRow key={episode.id} episode={episode} />)
        )}
      </Section>
      <Section title="Recent" count={resolved.length} testId="recent-episodes">
        {resolved.length === 0 ? (
          <div className="h-28">
            <EmptyState icon={BellOff} title="Nothing has ended yet" />
          </div>
        ) : (
          resolved.map((episode) => <EpisodeRow key={episode.id} episode={episode} />)
        )}
      </Section>
    </div>
  );
}

function Section(props: { title: string; count: number; testId: string; children: ReactNode }) {
  return (
    <section aria-label={props.title} data-testid={props.testId}>
      <h2 className="flex items-center gap-2 pb-1.5 text-[13px] text-text-soft">
        {props.title} <span className="tabular text-text-quiet">{props.count}</span>
      </h2>
      <ul className="overflow-hidden rounded-md border border-line bg-surface">{props.children}</ul>
    </section>
  );
}
