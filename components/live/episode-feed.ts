import type { Episode } from '#shared/rules/activation.ts';

/** Episodes by id, open ones and as many of the newest resolved ones as `keptEpisodes` leaves room for. */
export interface EpisodeFeed {
  episodes: ReadonlyMap<string, Episode>;
  /** False until the server has answered on this connection. */
  isCurrent: boolean;
}

export type EpisodeTransition = 'fired' | 'resolved' | null;

export const emptyFeed: EpisodeFeed = { episodes: new Map(), isCurrent: false };

const keptEpisodes = 500;

/** The server's whole answer replaces the feed; what a later message already brought is kept if it is newer. */
export function replaceEpisodes(feed: EpisodeFeed, episodes: readonly Episode[]): EpisodeFeed {
  const replaced = new Map(episodes.map((episode) => [episode.id, episode]));
  for (const [id, held] of feed.episodes) {
    const answered = replaced.get(id);
    if (answered && held.version > answered.version) replaced.set(id, held);
  }
  return { episodes: bound(replaced), isCurrent: true };
}

/** Applies one change; a message that is older than what is held changes nothing. */
export function applyEpisode(
  feed: EpisodeFeed,
  episode: Episode,
): { feed: EpisodeFeed; transition: EpisodeTransition } {
  const held = feed.episodes.get(episode.id);
  if (held && held.version >= episode.version) return { feed, transition: null };
  const episodes = new Map(feed.episodes).set(episode.id, episode);
  return { feed: { ...feed, episodes: bound(episodes) }, transition: transitionOf(held, episode) };
}

/** Open episodes by severity and then newest first, resolved ones newest first. */
export function sortEpisodes(feed: EpisodeFeed): { open: Episode[]; resolved: Episode[] } {
  const all = [...feed.episodes.values()];
  const open = all.filter((episode) => episode.state !== 'resolved');
  const resolved = all.filter((episode) => episode.state === 'resolved');
  open.sort((a, b) => severityRank(a) - severityRank(b) || b.fired.occurredMs - a.fired.occurredMs);
  resolved.sort((a, b) => endedMs(b) - endedMs(a));
  return { open, resolved };
}

function transitionOf(held: Episode | undefined, episode: Episode): EpisodeTransition {
  if (episode.state === 'resolved') return held && held.state !== 'resolved' ? 'resolved' : null;
  return held ? null : 'fired';
}

function bound(episodes: Map<string, Episode>): Map<string, Episode> {
  if (episodes.size <= keptEpisodes) return episodes;
  const { open, resolved } = sortEpisodes({ episodes, isCurrent: true });
  return new Map([...open, ...resolved].slice(0, keptEpisodes).map((episode) => [episode.id, episode]));
}

function severityRank({ severity }: Episode): number {
  return { critical: 0, high: 1, medium: 2, low: 3 }[severity];
}

function endedMs(episode: Episode): number {
  return episode.resolved?.decidedMs ?? episode.fired.decidedMs;
}
