'use client';

import { useMemo } from 'react';
import { sortEpisodes } from '../live/episode-feed.ts';
import { useLive } from '../live/live-provider.tsx';
import { useValue } from '../live/use-value.ts';

/** Open and recent episodes, sorted as operators read them. */
export function useEpisodes() {
  const { client } = useLive();
  const feed = useValue(client.episodes);
  return useMemo(() => ({ ...sortEpisodes(feed), isCurrent: feed.isCurrent }), [feed]);
}
