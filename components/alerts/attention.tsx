'use client';

import Link from 'next/link';
import { EpisodeRow } from './episode-row.tsx';
import { useEpisodes } from './use-episodes.ts';

const shown = 5;

/** The worst open alerts, for the first page; nothing when nothing is wrong. */
export function Attention() {
  const { open } = useEpisodes();
  if (open.length === 0) return null;
  return (
    <section aria-label="Open alerts" data-testid="attention">
      <h2 className="flex items-center gap-2 pb-1.5 text-[13px] text-text-soft">
        Open alerts <span className="tabular text-text-quiet">{open.length}</span>
        <span className="flex-1" />
        <Link href="/alerts" className="text-accent text-xs hover:underline">
          All alerts
        </Link>
      </h2>
      <ul className="overflow-hidden rounded-md border border-line bg-surface">
        {open.slice(0, shown).map((episode) => (
          <EpisodeRow key={episode.id} episode={episode} />
        ))}
      </ul>
    </section>
  );
}
