import type { Logger } from '#shared/node/logger.ts';
import type { Database } from '../store/database.ts';
import { deleteEpisodes } from '../store/episodes.ts';
import { acquireLease, type Lease, LeaseLostError, releaseLease, renewLease } from '../store/lease.ts';
import type { HubStream } from '../streams/read-hub.ts';
import type { Clock } from './clock.ts';
import type { Deliverer } from './deliverer.ts';
import { followHub, type OpenHub } from './follow-hub.ts';
import { RuleEngine } from './rule-engine.ts';
import type { LoadedRules } from './rule-files.ts';
import { Wakeable } from './wakeable.ts';

export interface RuleLeaderOptions {
  database: Database;
  loaded: LoadedRules;
  openHub: OpenHub;
  deliverer: Deliverer | null;
  destinations: string[];
  /** Unique for each process. */
  owner: string;
  /** How long after the death of the process that leads another one takes over. */
  leaseTtlMs: number;
  clock: Clock;
  logger: Logger;
  onStored: (episodeIds: string[]) => void;
}

/** What this process does for the rules. */
export type Leading =
  | { kind: 'starting' }
  /** Another process evaluates and delivers. */
  | { kind: 'standby' }
  | { kind: 'leading'; engine: RuleEngine; streams: ReadonlyMap<string, HubStream> }
  | { kind: 'failed'; error: unknown };

const leaseName = 'rules';
const retryMs = 2_000;
const pruneEveryMs = 3_600_000;
const keepResolvedMs = 30 * 86_400_000;
const pruneLimit = 1_000;

/**
 * Evaluates and delivers while this process holds the lease; waits for it otherwise. When anything fails that may
 * leave memory and store apart, it begins again from the store.
 */
export class RuleLeader {
  readonly #options: RuleLeaderOptions;
  #leading: Leading = { kind: 'starting' };

  constructor(options: RuleLeaderOptions) {
    this.#options = options;
  }

  get leading(): Leading {
    return this.#leading;
  }

  /** Works until the signal is aborted; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const { database, clock, owner, logger, leaseTtlMs } = this.#options;
    while (!signal.aborted) {
      try {
        const request = { name: leaseName, owner, nowMs: clock.nowMs(), ttlMs: leaseTtlMs };
        const lease = await acquireLease(database, request);
        if (lease !== null) await this.#lead(lease, signal);
        else {
          this.#leading = { kind: 'standby' };
          await new Wakeable().pause(leaseTtlMs / 5, signal);
        }
      } catch (error) {
        this.#leading = error instanceof LeaseLostError ? { kind: 'standby' } : { kind: 'failed', error };
        logger.error({ event: 'rules.failed', err: error });
        await new Wakeable().pause(retryMs, signal);
      }
    }
  }

  async #lead(lease: Lease, signal: AbortSignal): Promise<void> {
    const { database, loaded, destinations, clock, logger, leaseTtlMs, deliverer, onStored } = this.#options;
    logger.info({ event: 'rules.leading', fence: lease.fence });
    const engineOptions = { database, lease, leaseTtlMs, destinations, clock, logger };
    const engine = await RuleEngine.load(loaded, {
      ...engineOptions,
      onStored: (episodeIds) => {
        deliverer?.wake();
        onStored(episodeIds);
      },
    });
    const streams = new Map<string, HubStream>();
    this.#leading = { kind: 'leading', engine, streams };
    await runTogether(signal, (inner) => [
      this.#keepLease(lease, inner),
      this.#prune(inner),
      ...(deliverer ? [deliverer.run(inner)] : []),
      ...engine.hubs().map((hub) => this.#follow(engine, hub, streams, inner)),
    ]);
    for (const hub of engine.hubs()) await engine.checkpoint(hub);
    await releaseLease(database, lease);
  }

  async #follow(
    engine: RuleEngine,
    hub: string,
    streams: Map<string, HubStream>,
    signal: AbortSignal,
  ): Promise<void> {
    const { openHub: open, clock, logger } = this.#options;
    const onOpened = (stream: HubStream) => streams.set(hub, stream);
    await followHub({ engine, hub, open, clock, logger, signal, onOpened });
  }

  async #keepLease(lease: Lease, signal: AbortSignal): Promise<void> {
    const { database, clock, leaseTtlMs } = this.#options;
    const pause = new Wakeable();
    for (;;) {
      await pause.pause(leaseTtlMs / 3, signal);
      if (signal.aborted) return;
      await renewLease(database, lease, clock.nowMs() + leaseTtlMs);
    }
  }

  /** Resolved episodes are kept for 30 days. */
  async #prune(signal: AbortSignal): Promise<void> {
    const { database, clock } = this.#options;
    const pause = new Wakeable();
    while (!signal.aborted) {
      const deleted = await deleteEpisodes(database, clock.nowMs() - keepResolvedMs, pruneLimit);
      await pause.pause(deleted === pruneLimit ? 100 : pruneEveryMs, signal);
    }
  }
}

/** Runs all until the signal is aborted or one of them fails; then ends the others and throws the first failure. */
async function runTogether(
  signal: AbortSignal,
  start: (inner: AbortSignal) => Promise<void>[],
): Promise<void> {
  const stop = new AbortController();
  const failures: unknown[] = [];
  const tasks = start(AbortSignal.any([signal, stop.signal])).map((task) =>
    task.catch((error: unknown) => {
      failures.push(error);
      stop.abort();
    }),
  );
  await Promise.all(tasks);
  if (failures.length > 0) throw failures[0];
}
