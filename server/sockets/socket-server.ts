import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { SourceHealth } from '#shared/health.ts';
import type { Logger } from '#shared/node/logger.ts';
import type { Identity } from '#shared/page-data.ts';
import type { Episode } from '#shared/rules/activation.ts';
import type { ClientEvents, EpisodesAnswer, ServerEvents } from '#shared/sockets/events.ts';
import type { DashboardAccess } from '../dashboards/dashboard-access.ts';
import { isKnownHost, isSameOrigin } from '../http/same-origin.ts';
import type { LiveQueries } from '../live/live-queries.ts';
import type { PlanContext } from '../live/plan-tile.ts';
import type { ServerMetrics } from '../metrics.ts';
import { SocketFeed, type ViewerSocket } from './socket-feed.ts';
import { TokenBucket } from './token-bucket.ts';
import { WatchedViews } from './watch-view.ts';

/** The alerts that a browser is shown. */
export interface EpisodeSource {
  episodes(): Promise<Episode[]>;
  onEpisode(listener: (episode: Episode) => void): () => void;
}

export interface SocketServerOptions {
  httpServer: HttpServer;
  dashboards: DashboardAccess;
  live: LiveQueries;
  plans: PlanContext;
  episodes: EpisodeSource;
  health: { current(): SourceHealth[]; onChange(listener: () => void): () => void };
  metrics: ServerMetrics;
  logger: Logger;
  publicUrl: URL | null;
  now: () => number;
}

type Io = Server<ClientEvents, ServerEvents, Record<string, never>, { identity: Identity }>;

const largestMessageBytes = 64 * 1_024;
const episodesRoom = 'episodes';
const healthDelayMs = 50;
const stuckCheckMs = 5_000;
const messagesPerSecond = 20;
const messageBurst = 60;

/** Serves browsers over Socket.IO. Nothing that a browser sends can do more than end its own connection. */
export class SocketServer implements AsyncDisposable {
  readonly #options: SocketServerOptions;
  readonly #io: Io;
  readonly #feeds = new Map<ViewerSocket, SocketFeed>();
  readonly #stops: (() => void)[];
  #healthTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketServerOptions) {
    this.#options = options;
    const { httpServer, publicUrl, metrics, episodes, health } = options;
    this.#io = new Server(httpServer, {
      path: '/socket.io',
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: largestMessageBytes,
      allowRequest: (request, answer) => {
        const isAllowed = isKnownHost(request, publicUrl) && isSameOrigin(request, publicUrl);
        if (!isAllowed) metrics.recordRefusal('origin');
        answer(isAllowed ? null : 'This page may not connect to Tidewatch.', isAllowed);
      },
    });
    this.#io.use((socket, next) => void this.#identify(socket, next));
    this.#io.on('connection', (socket) => this.#connected(socket, socket.data.identity));
    const stuckTimer = setInterval(() => this.#disconnectStuck(), stuckCheckMs);
    this.#stops = [
      episodes.onEpisode((episode) => this.#io.to(episodesRoom).emit('episode:changed', episode)),
      health.onChange(() => this.#healthChanged()),
      () => clearInterval(stuckTimer),
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#healthTimer);
    this.#io.disconnectSockets(true);
    for (const feed of this.#feeds.values()) feed[Symbol.dispose]();
    // Not io.close(): it closes the HTTP server too, which is not ours.
    this.#io.engine.close();
  }

  async #identify(
    socket: Parameters<Parameters<Io['use']>[0]>[0],
    next: (error?: Error) => void,
  ): Promise<void> {
    const identity = await this.#options.dashboards.identify(socket.handshake.headers.cookie ?? null);
    if (!identity) return next(new Error('Sign in first.'));
    socket.data.identity = identity;
    next();
  }

  #connected(socket: ViewerSocket, identity: Identity): void {
    const { dashboards, live, plans, metrics, health, now, episodes } = this.#options;
    const feed = new SocketFeed(socket, live, metrics);
    this.#feeds.set(socket, feed);
    metrics.setSockets(this.#feeds.size);
    const views = new WatchedViews({ identity, dashboards, plans, feed, now });
    socket.on('disconnect', () => {
      feed[Symbol.dispose]();
      this.#feeds.delete(socket);
      metrics.setSockets(this.#feeds.size);
    });
    socket.on('error', () => metrics.recordRefusal('invalid'));
    this.#limit(socket, now);
    socket.on('view:watch', (payload: unknown, answer: unknown) => {
      void this.#answer(answer, async () => views.watch(payload));
    });
    socket.on('episodes:watch', (answer: unknown) => {
      void this.#answer(answer, async (): Promise<EpisodesAnswer> => {
        await socket.join(episodesRoom);
        return { ok: true, episodes: await episodes.episodes() };
      });
    });
    socket.emit('sources:changed', health.current(), now());
  }

  /** Messages beyond the rate are refused; they are not even parsed. */
  #limit(socket: ViewerSocket, now: () => number): void {
    const bucket = new TokenBucket({ perSecond: messagesPerSecond, burst: messageBurst, now });
    socket.use((_event, next) => {
      if (bucket.take()) return next();
      this.#options.metrics.recordRefusal('rate');
      next(new Error('Too many messages.'));
    });
  }

  /** Runs a handler: without a way to answer it is not run, and whatever it throws is logged and answered. */
  async #answer(answer: unknown, handle: () => Promise<{ ok: true } | { ok: false }>): Promise<void> {
    const { metrics, logger } = this.#options;
    if (!isAnswer(answer)) return metrics.recordRefusal('invalid');
    try {
      const result = await handle();
      if (!result.ok) metrics.recordRefusal('invalid');
      answer(result);
    } catch (error) {
      metrics.recordRefusal('failed');
      logger.error({ event: 'socket.handler-failed', err: error });
      const message = 'Something failed inside Tidewatch. The server log has the details.';
      answer({ ok: false, problem: { code: 'internal', message } });
    }
  }

  #healthChanged(): void {
    const { health, now } = this.#options;
    this.#healthTimer ??= setTimeout(() => {
      this.#healthTimer = undefined;
      this.#io.emit('sources:changed', health.current(), now());
    }, healthDelayMs);
  }

  #disconnectStuck(): void {
    for (const [socket, feed] of this.#feeds) {
      if (!feed.isStuck()) continue;
      this.#options.logger.info({ event: 'socket.stuck' });
      socket.disconnect(true);
    }
  }
}

/** Socket.IO gives a function when the browser wants an answer; it takes whatever it is called with. */
function isAnswer(value: unknown): value is (answer: unknown) => void {
  return typeof value === 'function';
}
