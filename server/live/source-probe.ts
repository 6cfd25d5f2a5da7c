import { setTimeout as wait } from 'node:timers/promises';
import { type Problem, problemOf } from '#shared/errors.ts';
import type { SourceHealth } from '#shared/health.ts';
import type { QuerySource } from './query-source.ts';

export interface SourceProbeOptions {
  source: QuerySource;
  database: string;
  now: () => number;
  /** Called when the source is lost or found again. */
  onTurn: (problem: Problem | null) => void;
}

const watchedEveryMs = 1_000;
const unwatchedEveryMs = 5_000;
/** The client waits half a second longer. */
const timeoutMs = 1_000;

/**
 * Asks a source for nothing once a second while somebody watches it, so that a dead one is seen within two seconds even
 * without new data. A tile's query that succeeds is as good as a probe.
 */
export class SourceProbe implements AsyncDisposable {
  readonly #options: SourceProbeOptions;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #wake = new AbortController();
  #isWatched = false;
  #okMs: number | null = null;
  #answeredMs: number | null = null;
  #problem: Problem | null = null;
  #sinceMs: number;

  constructor(options: SourceProbeOptions) {
    this.#options = options;
    this.#sinceMs = options.now();
    this.#running = this.#run();
  }

  /** When it last answered. */
  get okMs(): number | null {
    return this.#okMs;
  }

  /** Why it can't be asked; null while it answers, and before the first probe. */
  get problem(): Problem | null {
    return this.#problem;
  }

  watch(isWatched: boolean): void {
    if (isWatched && !this.#isWatched) this.#wake.abort();
    this.#isWatched = isWatched;
  }

  /** A query that began at `startMs` was answered. */
  reportAnswer(startMs: number): void {
    this.#answeredMs = this.#options.now();
    if (this.#problem === null) this.#okMs = Math.max(startMs, this.#okMs ?? 0);
  }

  /** A query found the source gone: looks at once. */
  reportLoss(): void {
    this.#wake.abort();
  }

  health(): SourceHealth {
    const { source } = this.#options;
    const state = this.#problem ? 'down' : this.#okMs === null ? 'starting' : 'ok';
    const message = this.#problem?.message ?? null;
    return {
      id: source.id,
      name: `Kusto ${source.name}`,
      kind: 'kusto',
      state,
      sinceMs: this.#sinceMs,
      message,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#probe();
      this.#wake = new AbortController();
      const pauseMs = this.#isWatched ? watchedEveryMs : unwatchedEveryMs;
      await wait(pauseMs, undefined, { signal: AbortSignal.any([signal, this.#wake.signal]) }).catch(
        () => {},
      );
    }
  }

  async #probe(): Promise<void> {
    const { source, database, now } = this.#options;
    const { signal } = this.#stopping;
    const startMs = now();
    try {
      await source.query({ database, text: 'print 1', parameters: {}, nowMs: null, timeoutMs, signal });
      this.#okMs = startMs;
      this.#turn(null);
    } catch (error) {
      // A busy source may let a probe wait while it answers queries.
      const hasAnsweredSince = this.#answeredMs !== null && this.#answeredMs >= startMs;
      if (!signal.aborted && !hasAnsweredSince) this.#turn(problemOf(error));
    }
  }

  #turn(problem: Problem | null): void {
    const isSame = (problem === null) === (this.#problem === null);
    this.#problem = problem;
    if (isSame) return;
    this.#sinceMs = this.#options.now();
    this.#options.onTurn(problem);
  }
}
