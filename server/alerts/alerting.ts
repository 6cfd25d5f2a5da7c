import type { SourceHealth } from '#shared/health.ts';
import type { Logger } from '#shared/node/logger.ts';
import type { DefinitionProblem } from '#shared/page-data.ts';
import type { Episode } from '#shared/rules/activation.ts';
import type { AlertSettings } from './alert-settings.ts';

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
