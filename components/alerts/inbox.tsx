'use client';

import { BellOff, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Episode } from '#shared/rules/activation.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { EpisodeRow } from './episode-row.tsx';
import { SeverityTally } from './severity-tally.tsx';
import { useEpisodes } from './use-episodes.ts';

/** All that fired: what is open, and what has ended. */
export function Inbox() {
  const { open, resolved, isCurrent } = useEpisodes();
  return (
    <div className="mx-auto flex max-w-[1600px] flex-col gap-4 py-2">
      <div className="flex h-8 items-center gap-3">
        <h1 className="font-semibold text-[15px]">Alerts</h1>
        {!isCurrent && (
          <p className="text-text-quiet text-xs">Not connected: these are the last known alerts.</p>
        )}
        <span className="flex-1" />
        <SeverityTally open={open} />
      </div>
      <Section title="Open" episodes={open} testId="open-episodes">
        <EmptyState icon={CircleCheck} title={isCurrent ? 'Nothing is wrong' : 'Waiting for the server'} />
      </Section>
      <Section title="Recent" episodes={resolved} testId="recent-episodes">
        <EmptyState icon={BellOff} title="Nothing has ended yet" />
      </Section>
    </div>
  );
}

/** `children` stand in for episodes that there are none of. */
function Section(props: {
  title: string;
  episodes: readonly Episode[];
  testId: string;
  children: ReactNode;
}) {
  const { title, episodes, testId, children } = props;
  const frame = 'overflow-hidden rounded-md border border-line bg-surface';
  return (
    <section aria-label={title} data-testid={testId}>
      <h2 className="flex items-center gap-2 pb-1.5 text-[13px] text-text-soft">
        {title} <span className="tabular text-text-quiet">{episodes.length}</span>
      </h2>
      {episodes.length === 0 ? (
        <div className={`${frame} h-28`}>{children}</div>
      ) : (
        <ul className={frame}>
          {episodes.map((episode) => (
            <EpisodeRow key={episode.id} episode={episode} />
          ))}
        </ul>
      )}
    </section>
  );
}
