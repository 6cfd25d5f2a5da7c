import type { SourceHealth } from '#shared/health.ts';
import type { ChangeNotice } from '#shared/ingestion/change-notice.ts';
import { applyNotice, isGone, type WorkerState } from './apply-notice.ts';
import type { TableState, TableStates } from './table-states.ts';

/** A worker that has been gone for this long is no longer spoken of. */
const forgetAfterMs = 10 * 60_000;

/** The ingestion workers that send change notices, and through them the tables that need not be watched by query. */
export class IngestionFeed {
  readonly #tables: TableStates;
  readonly #now: () => number;
  readonly #workers = new Map<string, WorkerState>();
  readonly #gone = new Set<string>();

  constructor(tables: TableStates, now: () => number) {
    this.#tables = tables;
    this.#now = now;
  }

  accept(notice: ChangeNotice): void {
    const nowMs = this.#now();
    const { worker, hasGap } = applyNotice(this.#workers.get(notice.workerId), notice, nowMs);
    this.#workers.set(worker.workerId, worker);
    this.#gone.delete(worker.workerId);
    const changed = new Set<TableState>();
    for (const change of notice.changes) {
      const state = this.#tables.of(change.database, change.table);
      changed.add(state);
      const { newestEnqueuedMs, ingestedMs } = change;
      this.#tables.recordArrival(state, { newestEnqueuedMs, ingestedMs, noticedMs: nowMs });
    }
    for (const state of this.#fedBy(worker)) {
      if (hasGap && !changed.has(state)) this.#tables.recordDoubt(state);
      state.confirmedMs = nowMs;
    }
  }

  /** True while a live worker tells of every change of the table. */
  feeds(database: string, table: string): boolean {
    const nowMs = this.#now();
    for (const worker of this.#workers.values())
      if (
        !isGone(worker, nowMs) &&
        worker.feeds.some((fed) => fed.database === database && fed.table === table)
      )
        return true;
    return false;
  }

  /** Looks for workers that went silent; their tables may have changed unsaid. Called at least once a second. */
  check(): void {
    const nowMs = this.#now();
    for (const worker of [...this.#workers.values()]) {
      if (!isGone(worker, nowMs)) continue;
      if (!this.#gone.has(worker.workerId)) {
        this.#gone.add(worker.workerId);
        for (const state of this.#fedBy(worker)) this.#tables.recordDoubt(state);
      }
      if (nowMs - worker.lastNoticeMs > forgetAfterMs) {
        this.#workers.delete(worker.workerId);
        this.#gone.delete(worker.workerId);
      }
    }
  }

  /** Why new data may not arrive in a table that a worker feeds or fed; null when nothing is known to be wrong. */
  troubleOf(database: string, table: string): string | null {
    const nowMs = this.#now();
    let trouble: string | null = null;
    for (const worker of this.#workers.values()) {
      if (!worker.feeds.some((fed) => fed.database === database && fed.table === table)) continue;
      const found = troubleOfWorker(worker, nowMs);
      if (found === null) return null;
      trouble = found;
    }
    return trouble;
  }

  health(): SourceHealth[] {
    const nowMs = this.#now();
    return [...this.#workers.values()].flatMap((worker) => [
      healthOfWorker(worker, nowMs),
      ...(isGone(worker, nowMs) ? [] : worker.streams.map((stream) => healthOfStream(worker, stream))),
    ]);
  }

  #fedBy(worker: WorkerState): TableState[] {
    return worker.feeds.map(({ database, table }) => this.#tables.of(database, table));
  }
}

function troubleOfWorker(worker: WorkerState, nowMs: number): string | null {
  if (isGone(worker, nowMs)) return silenceOf(worker, nowMs);
  const broken = worker.streams.find(({ state }) => state === 'disconnected' || state === 'blocked');
  return broken ? (broken.message ?? `The stream ${broken.name} is ${broken.state}.`) : null;
}

function silenceOf(worker: WorkerState, nowMs: number): string {
  const seconds = Math.round((nowMs - worker.lastNoticeMs) / 1_000);
  return `Ingestion worker ${worker.workerId} has not been heard of for ${seconds} s: check that it runs.`;
}

function healthOfWorker(worker: WorkerState, nowMs: number): SourceHealth {
  const gone = isGone(worker, nowMs);
  return {
    id: `ingestion:${worker.workerId}`,
    name: `Ingestion worker ${worker.workerId}`,
    kind: 'ingestion',
    state: gone ? 'down' : 'ok',
    sinceMs: gone ? worker.lastNoticeMs : worker.sinceMs,
    message: gone ? 'It does not send heartbeats: check that it runs.' : null,
  };
}

function healthOfStream(worker: WorkerState, stream: WorkerState['streams'][number]): SourceHealth {
  const states = {
    connecting: 'starting',
    reading: 'ok',
    disconnected: 'down',
    blocked: 'degraded',
  } as const;
  return {
    id: `event-hubs:${worker.workerId}:${stream.name}`,
    name: `Stream ${stream.name}`,
    kind: 'event-hubs',
    state: states[stream.state],
    sinceMs: stream.sinceMs,
    message: stream.message,
  };
}
