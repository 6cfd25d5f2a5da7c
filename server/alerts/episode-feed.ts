import { setImmediate as giveWay } from 'node:timers/promises';
import type { Logger } from '#shared/node/logger.ts';
import type { Episode } from '#shared/rules/activation.ts';
import type { Database } from '../store/database.ts';
import { readEpisodes } from '../store/episodes.ts';

export type EpisodeListener = (episode: Episode) => void;

const readAtOnce = 200;

/** Tells listeners of stored episodes. Changes that come while others are read are told once, in their newest form. */
export class EpisodeFeed {
  readonly #database: Database;
  readonly #logger: Logger;
  readonly #listeners = new Set<EpisodeListener>();
  readonly #changed = new Set<string>();
  #telling: Promise<void> | null = null;

  constructor(database: Database, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  listen(listener: EpisodeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(episodeIds: string[]): void {
    if (this.#listeners.size === 0) return;
    for (const id of episodeIds) this.#changed.add(id);
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = null;
    });
  }

  /** Resolves when everybody is told of everything. */
  async settled(): Promise<void> {
    await this.#telling;
  }

  async #tell(): Promise<void> {
    try {
      while (this.#changed.size > 0) {
        const ids = [...this.#changed].slice(0, readAtOnce);
        for (const id of ids) this.#changed.delete(id);
        for (const episode of await readEpisodes(this.#database, ids)) this.#tellOf(episode);
        await giveWay();
      }
    } catch (error) {
      this.#logger.error({ event: 'episodes.unreadable', err: error });
    }
  }

  #tellOf(episode: Episode): void {
    for (const listener of this.#listeners) {
      try {
        listener(episode);
      } catch (error) {
        this.#logger.error({ event: 'episode.listener-failed', err: error });
      }
    }
  }
}
