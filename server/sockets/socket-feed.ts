import type { Socket } from 'socket.io';
import type { TileStatus } from '#shared/live/tile-status.ts';
import type { ClientEvents, ServerEvents } from '#shared/sockets/events.ts';
import type { LiveQueries } from '../live/live-queries.ts';
import type { LiveQuery, Watcher } from '../live/live-query.ts';
import type { LiveQueryPlan } from '../live/live-query-plan.ts';
import type { ServerMetrics } from '../metrics.ts';

export type ViewerSocket = Socket<ClientEvents, ServerEvents>;

const statusDelayMs = 25;
/** A browser that does not take a frame for so long is disconnected; it comes back by itself. */
const unacknowledgedMs = 30_000;

interface Shown {
  uses: number;
  /** Revision that the browser has or is being sent. */
  sentRevision: number;
  /** When a frame was sent that is not acknowledged yet. */
  inFlightMs: number | null;
}

/**
 * What one browser is sent: each live query once, however many tiles show it. Until a frame is acknowledged the newest
 * one waits, so that a slow browser gets fewer frames, never older ones.
 */
export class SocketFeed implements Watcher, Disposable {
  readonly #socket: ViewerSocket;
  readonly #live: LiveQueries;
  readonly #metrics: ServerMetrics;
  readonly #shown = new Map<LiveQuery, Shown>();
  readonly #changedStatuses = new Set<LiveQuery>();
  #statusTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: ViewerSocket, live: LiveQueries, metrics: ServerMetrics) {
    this.#socket = socket;
    this.#live = live;
    this.#metrics = metrics;
  }

  /** Begins to send the live query of a plan; `held` tells which revision the browser has. */
  use(plan: LiveQueryPlan, held: (liveQueryId: string) => number): LiveQuery {
    const query = this.#live.watch(plan, this);
    const shown = this.#shown.get(query) ?? { uses: 0, sentRevision: held(query.id), inFlightMs: null };
    shown.uses += 1;
    this.#shown.set(query, shown);
    // After the answer to the request that asks for it.
    setImmediate(() => this.frameChanged(query));
    this.statusChanged(query);
    return query;
  }

  drop(query: LiveQuery): void {
    const shown = this.#shown.get(query);
    if (!shown) return;
    shown.uses -= 1;
    if (shown.uses > 0) return;
    this.#shown.delete(query);
    this.#changedStatuses.delete(query);
    this.#live.leave(query, this);
  }

  frameChanged(query: LiveQuery): void {
    const shown = this.#shown.get(query);
    if (!shown || shown.inFlightMs !== null || query.revision === shown.sentRevision) return;
    const bytes = query.encodedFrame();
    if (!bytes) return;
    shown.sentRevision = query.revision;
    shown.inFlightMs = performance.now();
    this.#metrics.recordFrame(bytes.byteLength);
    this.#socket.emit('tile:frame', bytes, () => {
      shown.inFlightMs = null;
      this.frameChanged(query);
    });
  }

  statusChanged(query: LiveQuery): void {
    this.#changedStatuses.add(query);
    this.#statusTimer ??= setTimeout(() => this.#sendStatuses(), statusDelayMs);
  }

  /** True when the browser has not taken a frame for too long. */
  isStuck(): boolean {
    const limitMs = performance.now() - unacknowledgedMs;
    return [...this.#shown.values()].some(({ inFlightMs }) => inFlightMs !== null && inFlightMs < limitMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#statusTimer);
    for (const query of [...this.#shown.keys()]) this.#live.leave(query, this);
    this.#shown.clear();
  }

  #sendStatuses(): void {
    this.#statusTimer = undefined;
    const statuses = [...this.#changedStatuses]
      .map((query) => query.status())
      .filter((status): status is TileStatus => status !== null);
    this.#changedStatuses.clear();
    if (statuses.length > 0) this.#socket.emit('tile:status', statuses);
  }
}
