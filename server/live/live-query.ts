import { bindTime } from '#kql/binding/bind-parameters.ts';
import { AppError, isTransient, type Problem } from '#shared/errors.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import { encodeFrame } from '#shared/live/frame-codec.ts';
import type { TileStatus } from '#shared/live/tile-status.ts';
import { authorProblem } from './author-problem.ts';
import { buildFrame, type FinishedRun } from './build-frame.ts';
import { newestEventMs } from './frame-columns.ts';
import type { LiveQueryHost, RunCause } from './live-query-host.ts';
import type { LiveQueryPlan } from './live-query-plan.ts';
import { intervalBetweenRuns, nextRunMs, retryDelayMs, smoothDuration } from './run-time.ts';
import { StatusKeeper } from './status-keeper.ts';
import type { Arrival } from './table-states.ts';
import { describeTile, type LiveFacts } from './tile-state.ts';
import { rangeAt, windowStepMs } from './window.ts';

/** Who is shown a live query: told of each new frame and each new status. */
export interface Watcher {
  frameChanged(query: LiveQuery): void;
  statusChanged(query: LiveQuery): void;
}

/** What a run took upon itself when its turn came; nothing before that. */
interface Begun {
  startMs: number | null;
  dirtySinceMs: number | null;
  arrival: Arrival | null;
  cause: RunCause;
}

/** A query that ran within this time counts as one that keeps running. */
const busyForMs = 5_000;
const failedAgainMs = 3_000;
/** How long a returning viewer is shown the kept frame without a word on its state. */
const returnGraceMs = 1_000;

/**
 * One query that is kept current for everybody who watches it: runs when what it reads has changed or its window has
 * moved, at most one run at a time, and hands on a frame when the content differs.
 */
export class LiveQuery implements Disposable {
  readonly id: string;
  readonly plan: LiveQueryPlan;
  readonly #host: LiveQueryHost;
  readonly #watchers = new Set<Watcher>();
  #frame: TileFrame | null = null;
  #encoded: Uint8Array | null = null;
  #lastRun: LiveFacts['lastRun'] = null;
  #failure: Problem | null = null;
  #failures = 0;
  #dirtySinceMs: number | null;
  #cause: RunCause = 'first';
  #newestArrival: Arrival | null = null;
  #windowDueMs: number | null = null;
  #retryAtMs: number | null = null;
  #lastStartMs: number | null = null;
  #durationMs = 0;
  #running: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #returnedMs: number | null = null;
  readonly #status: StatusKeeper;

  constructor(id: string, plan: LiveQueryPlan, host: LiveQueryHost) {
    this.id = id;
    this.plan = plan;
    this.#host = host;
    this.#dirtySinceMs = host.now();
    this.#status = new StatusKeeper(id);
  }

  get revision(): number {
    return this.#frame?.revision ?? 0;
  }

  /** How long its runs take as long as it keeps running; 0 when it has not run for a while. */
  currentDurationMs(nowMs: number): number {
    const isBusy = this.isWatched && this.#lastStartMs !== null && nowMs - this.#lastStartMs < busyForMs;
    return isBusy ? this.#durationMs : 0;
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  get hasFailed(): boolean {
    return this.#failure !== null && !isTransient(this.#failure.code);
  }

  /** The newest frame as it is sent; null before the first. */
  encodedFrame(): Uint8Array | null {
    if (!this.#frame) return null;
    this.#encoded ??= encodeFrame(this.#frame);
    return this.#encoded;
  }

  /** The newest status; null while nothing is known that would be true now. */
  status(): TileStatus | null {
    return this.#status.at(this.#host.now());
  }

  addWatcher(watcher: Watcher): void {
    const isReturn = this.#watchers.size === 0 && this.#lastStartMs !== null;
    this.#watchers.add(watcher);
    if (isReturn) {
      // Nobody kept it current meanwhile: what is known of it is told once it has run again.
      this.#returnedMs = this.#host.now();
      this.#status.clear();
      this.#markDirty('return', this.#returnedMs);
    }
    this.#schedule();
  }

  /** The last watcher to leave cancels the run. */
  removeWatcher(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    clearTimeout(this.#timer);
    this.#running?.abort(new AppError('conflict', 'Nobody watches this query any more.'));
  }

  /** A table that it reads changed; without an arrival it is only possible that it did. */
  tableChanged(arrival: Arrival | null): void {
    if (arrival) this.#newestArrival = newerArrival(this.#newestArrival, arrival);
    this.#markDirty(arrival ? 'change' : 'doubt', arrival?.ingestedMs ?? this.#host.now());
    this.#schedule();
  }

  /** The source was lost or found again. */
  sourceTurned(problem: Problem | null): void {
    if (problem === null) {
      this.#retryAtMs = null;
      this.#failures = 0;
      this.#markDirty('retry', this.#host.now());
    }
    this.#schedule();
    this.refreshStatus();
  }

  /** Computes the status anew and tells of it when it differs. */
  refreshStatus(): void {
    if (!this.isWatched) return;
    const nowMs = this.#host.now();
    if (this.#returnedMs !== null && this.#failure === null && nowMs - this.#returnedMs < returnGraceMs)
      return;
    if (!this.#status.update(describeTile(this.#facts(), nowMs), this.revision, nowMs)) return;
    for (const watcher of this.#watchers) watcher.statusChanged(this);
  }

  [Symbol.dispose](): void {
    this.#watchers.clear();
    clearTimeout(this.#timer);
    this.#running?.abort(new AppError('conflict', 'The server stops.'));
  }

  #markDirty(cause: RunCause, sinceMs: number): void {
    if (this.#dirtySinceMs === null) this.#cause = cause;
    this.#dirtySinceMs = Math.min(sinceMs, this.#dirtySinceMs ?? sinceMs);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.isWatched || this.#running) return;
    const atMs = nextRunMs({
      isDirty: this.#dirtySinceMs !== null,
      windowDueMs: this.#windowDueMs,
      lastStartMs: this.#lastStartMs,
      intervalMs: this.#intervalMs(),
      retryAtMs: this.#retryAtMs,
      isSourceDown: this.#host.source().problem !== null,
    });
    if (atMs === null) return;
    const delayMs = Math.max(0, atMs - this.#host.now());
    this.#timer = setTimeout(() => void this.#run(), delayMs);
  }

  async #run(): Promise<void> {
    const running = new AbortController();
    const { signal } = running;
    this.#running = running;
    const begun: Begun = { startMs: null, dirtySinceMs: null, arrival: null, cause: this.#cause };
    try {
      const run = await this.#host.gate.run(() => this.#execute(begun, signal), signal);
      this.#succeed(run, begun.cause);
    } catch (error) {
      this.#takeBack(begun);
      if (!signal.aborted) this.#fail(error, begun);
    } finally {
      this.#running = null;
    }
    this.#schedule();
    this.refreshStatus();
  }

  async #execute(begun: Begun, signal: AbortSignal): Promise<FinishedRun> {
    const { plan, id } = this;
    const startMs = this.#host.now();
    const arrival = this.#newestArrival;
    begun.startMs = startMs;
    begun.dirtySinceMs = this.#dirtySinceMs;
    begun.arrival = arrival;
    begun.cause = this.#dirtySinceMs === null ? 'window' : this.#cause;
    this.#lastStartMs = startMs;
    this.#dirtySinceMs = null;
    this.#newestArrival = null;
    const range = plan.time && rangeAt(plan.time, startMs);
    const parameters = { ...plan.values, ...(range && bindTime(plan.composed, range)) };
    const result = await this.#host.execute(plan, { parameters, nowMs: startMs }, signal);
    return { liveQueryId: id, startMs, endMs: this.#host.now(), range, arrival, result };
  }

  /** What a run that did not succeed was made for is still to be done. */
  #takeBack({ startMs, dirtySinceMs, arrival }: Begun): void {
    if (startMs === null) return;
    this.#markDirty('retry', dirtySinceMs ?? startMs);
    if (arrival) this.#newestArrival = newerArrival(arrival, this.#newestArrival ?? arrival);
  }

  #succeed(run: FinishedRun, cause: RunCause): void {
    const { durationMs, partial, rows } = run.result;
    this.#durationMs = smoothDuration(this.#durationMs, durationMs);
    this.#failure = null;
    this.#failures = 0;
    this.#retryAtMs = null;
    this.#returnedMs = null;
    const frame = buildFrame(run, this.#frame, this.#host.now());
    const eventMs = newestEventMs(frame.columns, this.plan.timeColumn);
    this.#lastRun = { startMs: run.startMs, rowCount: rows.length, eventMs, partial };
    this.#windowDueMs = this.#nextWindowMs(run.startMs);
    const isNew = frame.revision !== this.revision;
    this.#host.ran({ cause, durationMs, outcome: isNew ? 'frame' : 'same' });
    if (!isNew) return;
    this.#frame = frame;
    this.#encoded = null;
    for (const watcher of this.#watchers) watcher.frameChanged(this);
  }

  #fail(error: unknown, { startMs, cause }: Begun): void {
    const nowMs = this.#host.now();
    const problem = authorProblem(error, this.plan.composed);
    this.#failure = problem;
    this.#failures += 1;
    const delayMs = isTransient(problem.code)
      ? retryDelayMs(this.#failures, this.#host.random())
      : failedAgainMs;
    this.#retryAtMs = nowMs + delayMs;
    // A refused query is run again when a table or the schema changes, not by itself.
    if (!isTransient(problem.code)) {
      this.#dirtySinceMs = null;
      this.#windowDueMs = null;
    }
    this.#host.failed(error);
    this.#host.ran({ cause, durationMs: nowMs - (startMs ?? nowMs), outcome: 'failed' });
  }

  /** Once everything that ever arrived has left the window, time alone changes nothing. */
  #nextWindowMs(startMs: number): number | null {
    const { time } = this.plan;
    const stepMs = windowStepMs(time ?? (this.#host.readsNow(this) ? 'now' : null));
    if (stepMs === null) return null;
    const { arrivalMs } = this.#host.tables(this);
    const hasLeft =
      time?.kind === 'relative' && arrivalMs !== null && startMs - time.durationMs - 2 * stepMs > arrivalMs;
    return hasLeft ? null : startMs + stepMs;
  }

  #facts(): LiveFacts {
    return {
      lastRun: this.#lastRun,
      failure: this.#failure,
      dirtySinceMs: this.#dirtySinceMs,
      windowDueMs: this.#windowDueMs,
      source: this.#host.source(),
      tables: this.#host.tables(this),
      cycleMs: this.#durationMs + this.#intervalMs(),
    };
  }

  #intervalMs(): number {
    return intervalBetweenRuns(this.#durationMs, this.#host.crowdMs());
  }
}

function newerArrival(a: Arrival | null, b: Arrival): Arrival {
  if (!a) return b;
  return (b.ingestedMs ?? b.noticedMs) >= (a.ingestedMs ?? a.noticedMs) ? b : a;
}
