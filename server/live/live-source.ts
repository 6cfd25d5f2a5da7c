import type { KqlAnalyzer } from '#kql/analysis/kql-analyzer.ts';
import { AppError, isTransient } from '#shared/errors.ts';
import type { SourceHealth } from '#shared/health.ts';
import type { QueryResult } from '#shared/kusto/query-result.ts';
import type { Logger } from '#shared/node/logger.ts';
import type { ServerMetrics } from '../metrics.ts';
import type { IngestionFeed } from './ingestion-feed.ts';
import { LiveQuery, type Watcher } from './live-query.ts';
import type { BoundRun, LiveQueryHost } from './live-query-host.ts';
import type { LiveQueryPlan } from './live-query-plan.ts';
import type { QuerySource } from './query-source.ts';
import { RunGate } from './run-gate.ts';
import { SchemaCache } from './schema-cache.ts';
import { SourceProbe } from './source-probe.ts';
import type { TableState, TableStates } from './table-states.ts';
import { TableWatch } from './table-watch.ts';
import { type QueryReads, readsOf, summarizeTables } from './tables-read.ts';

export interface LiveSourceOptions {
  source: QuerySource;
  /** The database that probes are sent to. */
  database: string;
  analyzer: KqlAnalyzer;
  tables: TableStates;
  feed: IngestionFeed;
  metrics: ServerMetrics;
  logger: Logger;
  now: () => number;
  random: () => number;
  newId: () => string;
  queryTimeoutMs: number;
  /** Queries that may be under way at once; as many again may have turned slow. */
  queryConcurrency: number;
  /** The state of the source changed. */
  onTurn: () => void;
}

interface Entry {
  query: LiveQuery;
  reads: QueryReads | null;
  /** Since when nobody watches it. */
  leftMs: number | null;
}

/** How long the last frame is kept for viewers who come back, and of how many queries. */
const keptMs = 60_000;
const keptQueries = 100;
const slowAfterMs = 1_000;

/** The live queries of one source, with all that keeps them current: schema, table watch, probe, and bounded runs. */
export class LiveSource implements AsyncDisposable {
  readonly #options: LiveSourceOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #probe: SourceProbe;
  readonly #schemas: SchemaCache;
  readonly #watch: TableWatch;
  readonly #host: LiveQueryHost;
  readonly #stopListening: () => void;

  constructor(options: LiveSourceOptions) {
    const { source, database, tables, feed, now, logger } = options;
    this.#options = options;
    this.#schemas = new SchemaCache({ source, now, logger, onChange: (name) => this.#schemaChanged(name) });
    this.#watch = new TableWatch({
      source,
      tables,
      now,
      isFed: (state) => feed.feeds(state.database, state.table),
    });
    this.#probe = new SourceProbe({ source, database, now, onTurn: () => this.#turned() });
    this.#host = this.#createHost();
    this.#stopListening = tables.onChange((state, arrival) => {
      for (const { query, reads } of this.#entries.values())
        if (reads?.tables.includes(state)) query.tableChanged(arrival);
    });
  }

  /** Joins the live query of the plan, or starts it. */
  watch(plan: LiveQueryPlan, watcher: Watcher): LiveQuery {
    let entry = this.#entries.get(plan.key);
    if (!entry) {
      const query = new LiveQuery(this.#options.newId(), plan, this.#host);
      entry = { query, reads: null, leftMs: null };
      this.#entries.set(plan.key, entry);
    }
    entry.leftMs = null;
    this.#bind(entry);
    entry.query.addWatcher(watcher);
    this.#watchTables();
    return entry.query;
  }

  leave(query: LiveQuery, watcher: Watcher): void {
    query.removeWatcher(watcher);
    const entry = this.#entries.get(query.plan.key);
    if (entry?.query === query && !query.isWatched) entry.leftMs = this.#options.now();
    this.#watchTables();
  }

  /** Several times a second: asks and drops what is due. */
  check(): void {
    this.#schemas.check();
    this.#watch.check();
    this.#dropLeft();
  }

  /** Once a second: states and clocks change as time passes. */
  refreshStatuses(): void {
    for (const { query } of this.#entries.values()) {
      if (query.isWatched && query.hasFailed) this.#schemas.doubt(query.plan.database);
      query.refreshStatus();
    }
  }

  /** A worker speaks of a table that the schema may not have yet. */
  heardOf(database: string, table: string): void {
    const schema = this.#schemas.get(database);
    if (schema && !schema.tables.some(({ name }) => name === table)) this.#schemas.doubt(database);
  }

  health(): SourceHealth {
    return this.#probe.health();
  }

  counts(): { watched: number; kept: number } {
    const watched = [...this.#entries.values()].filter(({ query }) => query.isWatched).length;
    return { watched, kept: this.#entries.size - watched };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopListening();
    for (const { query } of this.#entries.values()) query[Symbol.dispose]();
    this.#watch[Symbol.dispose]();
    this.#schemas[Symbol.dispose]();
    await this.#probe[Symbol.asyncDispose]();
  }

  #createHost(): LiveQueryHost {
    const { now, random, metrics, feed, queryConcurrency } = this.#options;
    return {
      now,
      random,
      gate: new RunGate({ fastSlots: queryConcurrency, slowSlots: queryConcurrency, slowAfterMs }),
      crowdMs: () => this.#crowdMs(),
      source: () => ({ okMs: this.#probe.okMs, problem: this.#probe.problem }),
      execute: (plan, bound, signal) => this.#execute(plan, bound, signal),
      tables: (query) => summarizeTables(this.#readsOf(query).tables, feed),
      readsNow: (query) => this.#readsOf(query).readsNow,
      ran: (run) => metrics.recordRun(run),
      failed: (error) => this.#logFailure(error),
    };
  }

  #crowdMs(): number {
    const nowMs = this.#options.now();
    let sumMs = 0;
    for (const { query } of this.#entries.values()) sumMs += query.currentDurationMs(nowMs);
    return sumMs / (this.#options.queryConcurrency / 2);
  }

  async #execute(plan: LiveQueryPlan, bound: BoundRun, signal: AbortSignal): Promise<QueryResult> {
    const { database, composed, source } = plan;
    try {
      const timeoutMs = this.#options.queryTimeoutMs;
      const result = await source.query({ database, text: composed.text, ...bound, timeoutMs, signal });
      this.#probe.reportAnswer(bound.nowMs);
      return result;
    } catch (error) {
      if (!signal.aborted && error instanceof AppError && isTransient(error.code)) this.#probe.reportLoss();
      throw error;
    }
  }

  #logFailure(error: unknown): void {
    const { logger } = this.#options;
    // The cause holds the whole request of the SDK, with the query.
    if (error instanceof AppError) {
      const { code, message } = error;
      logger.info({ event: 'live-query.failed', code, message });
    } else logger.error({ event: 'live-query.failed', err: error });
  }

  #readsOf(query: LiveQuery): QueryReads {
    const entry = this.#entries.get(query.plan.key);
    if (entry?.reads) return entry.reads;
    const { analyzer, tables } = this.#options;
    return readsOf(query.plan, { schemas: this.#schemas, analyzer, tables });
  }

  #bind(entry: Entry): void {
    const { analyzer, tables } = this.#options;
    entry.reads = readsOf(entry.query.plan, { schemas: this.#schemas, analyzer, tables });
  }

  #schemaChanged(database: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.query.plan.database !== database) continue;
      this.#bind(entry);
      // What it reads is only known now: a change before went unseen.
      entry.query.tableChanged(null);
    }
    this.#watchTables();
  }

  #turned(): void {
    for (const { query } of this.#entries.values()) query.sourceTurned(this.#probe.problem);
    this.#options.onTurn();
  }

  #watchTables(): void {
    const watched = new Set<TableState>();
    let isWatched = false;
    for (const { query, reads } of this.#entries.values()) {
      if (!query.isWatched) continue;
      isWatched = true;
      for (const state of reads?.tables ?? []) watched.add(state);
    }
    this.#watch.watch(watched);
    this.#probe.watch(isWatched);
  }

  #dropLeft(): void {
    const nowMs = this.#options.now();
    const left = [...this.#entries].filter(([, { leftMs }]) => leftMs !== null);
    left.sort(([, a], [, b]) => (a.leftMs ?? 0) - (b.leftMs ?? 0));
    for (const [index, [key, { query, leftMs }]] of left.entries()) {
      if (left.length - index <= keptQueries && nowMs - (leftMs ?? 0) < keptMs) continue;
      query[Symbol.dispose]();
      this.#entries.delete(key);
    }
  }
}
