import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { SourceHealth } from '#shared/health.ts';
import type { Logger } from '#shared/node/logger.ts';
import { StartError } from '#shared/node/run-service.ts';
import type { DefinitionProblem } from '#shared/page-data.ts';
import type { Episode } from '#shared/rules/activation.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { listEpisodes } from '../store/episodes.ts';
import type { AlertSettings } from './alert-settings.ts';
import { type Clock, systemClock } from './clock.ts';
import { Deliverer } from './deliverer.ts';
import { EpisodeFeed } from './episode-feed.ts';
import { hubOpener, type OpenHub } from './follow-hub.ts';
import { loadRuleFiles } from './rule-files.ts';
import { RuleLeader } from './rule-leader.ts';
import { HealthWatch, healthOf } from './rules-health.ts';
import { createWebhookChannel } from './webhook-channel.ts';

export interface AlertingOptions {
  /** Folder of the server's database; made when missing. */
  dataFolder: string;
  /** Folder of rule definitions, `<id>.json` each. */
  rulesFolder: string;
  eventHubs: { connectionString: string; consumerGroup: string };
  settings: AlertSettings;
  /** Where people open the app, for links in alerts; null leaves links out. */
  publicUrl: string | null;
  logger: Logger;
  clock?: Clock;
  /** How long after the death of the process that leads another one takes over. */
  leaseTtlMs?: number;
  /** How hubs are read; by default from the broker of `eventHubs`. */
  openHub?: OpenHub;
}

/** The running rules of this server: evaluates, stores, delivers. Whoever created it disposes it. */
export interface Alerting extends AsyncDisposable {
  /** Open episodes, then the most recently resolved ones, newest first; at most 500. */
  episodes(): Promise<Episode[]>;
  /** Calls `listener` after each stored change of an episode; returns what ends that. */
  onEpisode(listener: (episode: Episode) => void): () => void;
  health(): SourceHealth;
  /** Calls `listener` when health() changes; returns what ends that. */
  onHealth(listener: (health: SourceHealth) => void): () => void;
  /** Rule files that could not be loaded; their last good definition goes on running. */
  problems(): DefinitionProblem[];
}

const listedEpisodes = 500;
const defaultLeaseTtlMs = 5_000;

/**
 * Opens the store, loads the rules and begins to evaluate and deliver; nothing has to be reachable for that. Throws
 * StartError when the store can't be opened.
 */
export async function createAlerting(options: AlertingOptions): Promise<Alerting> {
  const { dataFolder, rulesFolder, settings, publicUrl, logger, clock = systemClock } = options;
  const loaded = await loadRuleFiles(rulesFolder);
  for (const problem of loaded.problems) logger.warn({ ...problem, event: 'rule.not-loaded' });
  const database = await openStore(path.join(dataFolder, 'tidewatch.db'));
  const feed = new EpisodeFeed(database, logger);
  const onStored = (episodeIds: string[]) => feed.changed(episodeIds);
  const { webhook, allowedHosts } = settings;
  const channel = webhook && createWebhookChannel({ ...webhook, allowedHosts, publicUrl, clock });
  const deliverer =
    channel && new Deliverer({ database, channel, clock, random: Math.random, logger, onStored });
  const leader = new RuleLeader({
    database,
    loaded,
    openHub: options.openHub ?? hubOpener(options.eventHubs, logger),
    deliverer,
    destinations: channel ? [channel.id] : [],
    owner: randomUUID(),
    leaseTtlMs: options.leaseTtlMs ?? defaultLeaseTtlMs,
    clock,
    logger,
    onStored,
  });
  const watch = new HealthWatch(
    () => healthOf(leader.leading, loaded.problems, deliverer?.problem ?? null),
    clock,
  );
  const stop = new AbortController();
  const running = leader.run(stop.signal);
  return {
    episodes: () => listEpisodes(database, listedEpisodes),
    onEpisode: (listener) => feed.listen(listener),
    health: () => watch.health(),
    onHealth: (listener) => watch.listen(listener),
    problems: () => loaded.problems,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      watch[Symbol.dispose]();
      await feed.settled();
      await channel?.[Symbol.asyncDispose]();
      database[Symbol.dispose]();
    },
  };
}

async function openStore(file: string): Promise<Database> {
  try {
    return await openDatabase(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The database ${file} can't be opened: ${why}`, { cause: error });
  }
}
