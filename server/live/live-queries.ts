import type { SourceHealth } from '#shared/health.ts';
import type { ChangeNotice } from '#shared/ingestion/change-notice.ts';
import { IngestionFeed } from './ingestion-feed.ts';
import type { LiveQuery, Watcher } from './live-query.ts';
import type { LiveQueryPlan } from './live-query-plan.ts';
import { LiveSource, type LiveSourceOptions } from './live-source.ts';
import { TableStates } from './table-states.ts';

export type LiveQueriesOptions = Omit<LiveSourceOptions, 'tables' | 'feed' | 'onTurn'>;

const checkEveryMs = 200;
const statusEveryMs = 1_000;

/** All live queries of the server: the way in for viewers, change notices and what wants to know of their health. */
export class LiveQueries implements AsyncDisposable {
  readonly #options: LiveQueriesOptions;
  readonly #feed: IngestionFeed;
  readonly #source: LiveSource;
  readonly #healthListeners = new Set<() => void>();
  readonly #timers: ReturnType<typeof setInterval>[];
  #toldHealth = '';

  constructor(options: LiveQueriesOptions) {
    this.#options = options;
    const tables = new TableStates();
    this.#feed = new IngestionFeed(tables, options.now);
    this.#source = new LiveSource({ ...options, tables, feed: this.#feed, onTurn: () => this.#tellHealth() });
    this.#timers = [
      setInterval(() => this.#check(), checkEveryMs),
      setInterval(() => this.#refreshStatuses(), statusEveryMs),
    ];
  }

  watch(plan: LiveQueryPlan, watcher: Watcher): LiveQuery {
    return this.#source.watch(plan, watcher);
  }

  leave(query: LiveQuery, watcher: Watcher): void {
    this.#source.leave(query, watcher);
  }

  acceptNotice(notice: ChangeNotice): void {
    for (const { database, table } of notice.feeds) this.#source.heardOf(database, table);
    this.#feed.accept(notice);
    this.#tellHealth();
  }

  /** Health of the source and of what feeds it. */
  health(): SourceHealth[] {
    return [this.#source.health(), ...this.#feed.health()];
  }

  /** Returns what ends it. */
  onHealth(listener: () => void): () => void {
    this.#healthListeners.add(listener);
    return () => this.#healthListeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#source[Symbol.asyncDispose]();
  }

  #check(): void {
    this.#feed.check();
    this.#source.check();
    this.#tellHealth();
  }

  #refreshStatuses(): void {
    this.#source.refreshStatuses();
    this.#options.metrics.setLiveQueries(this.#source.counts());
  }

  #tellHealth(): void {
    const health = this.health()
      .map(({ id, state, message }) => `${id} ${state} ${message}`)
      .join('\n');
    if (health === this.#toldHealth) return;
    this.#toldHealth = health;
    for (const listener of this.#healthListeners) listener();
  }
}
