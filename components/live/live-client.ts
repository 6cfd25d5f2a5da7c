import type { Socket } from 'socket.io-client';
import type { SourceHealth } from '#shared/health.ts';
import { decodeFrame } from '#shared/live/frame-codec.ts';
import type { TimeSelection } from '#shared/live/time-range.ts';
import type { Episode } from '#shared/rules/activation.ts';
import type { ClientEvents, ParameterValue, ServerEvents, WatchRequest } from '#shared/sockets/events.ts';
import type { Connection } from './connection.ts';
import { applyEpisode, type EpisodeFeed, emptyFeed, replaceEpisodes } from './episode-feed.ts';
import { ServerClock } from './server-clock.ts';
import { TileStore } from './tile-store.ts';
import { ValueStore } from './value-store.ts';

export type LiveSocket = Socket<ServerEvents, ClientEvents>;

/** What the open page wants to see; it replaces what it wanted before. */
export interface View {
  dashboardId: string;
  tileIds: readonly string[];
  time: TimeSelection;
  parameters: Record<string, ParameterValue>;
}

export interface LiveClientOptions {
  /** A socket that is not connected yet. */
  openSocket: () => LiveSocket;
  /** The browser's clock. */
  now: () => number;
  viewId: string;
  /** A server that has said nothing for this long is asked again, and given up when it does not answer. */
  silenceMs?: number;
}

const refreshEveryMs = 500;
const answerTimeoutMs = 10_000;
const askAgainMs = 2_000;
const connectAgainMs = 500;
const silenceMs = 3_000;
const probeTimeoutMs = 1_500;

/** The one connection of a page to the server. Owns its socket from start() to stop(); it may be started again. */
export class LiveClient {
  readonly tiles: TileStore;
  readonly clock: ServerClock;
  readonly connection: ValueStore<Connection>;
  readonly sources = new ValueStore<readonly SourceHealth[]>([]);
  readonly episodes = new ValueStore<EpisodeFeed>(emptyFeed);
  readonly isPaused = new ValueStore(false);
  readonly heldBack = new ValueStore(0);
  readonly #options: LiveClientOptions;
  readonly #transitionListeners = new Set<(transition: 'fired' | 'resolved', episode: Episode) => void>();
  #socket: LiveSocket | null = null;
  #refreshTimer: ReturnType<typeof setInterval> | null = null;
  #retryTimers = new Map<'view' | 'episodes' | 'connect', ReturnType<typeof setTimeout>>();
  #view: View | null = null;
  #dashboardId: string | null = null;
  #heardMs = 0;
  #isProbing = false;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    this.tiles = new TileStore(options.now);
    this.clock = new ServerClock(options.now);
    this.connection = new ValueStore<Connection>({ state: 'connecting', sinceMs: options.now() });
  }

  start(): void {
    if (this.#socket) return;
    const socket = this.#options.openSocket();
    this.#socket = socket;
    socket.onAny(() => this.#heard());
    socket.io.on('ping', () => this.#heard());
    socket.on('connect', () => this.#connected());
    socket.on('disconnect', (reason) => this.#disconnected(reason));
    socket.on('tile:frame', (bytes, received) => {
      this.tiles.acceptFrame(decodeFrame(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)));
      received();
      this.heldBack.set(this.tiles.heldBack());
    });
    socket.on('tile:status', (statuses) => {
      const newest = statuses.at(-1);
      if (newest) this.clock.observe(newest.serverNowMs);
      this.tiles.acceptStatuses(statuses);
    });
    socket.on('episode:changed', (episode) => this.#episodeChanged(episode));
    socket.on('sources:changed', (sources, serverNowMs) => {
      this.clock.observe(serverNowMs);
      this.sources.set(sources);
    });
    this.#refreshTimer = setInterval(() => {
      this.#probeSilence();
      this.tiles.refresh();
    }, refreshEveryMs);
    socket.connect();
  }

  stop(): void {
    for (const timer of this.#retryTimers.values()) clearTimeout(timer);
    this.#retryTimers.clear();
    if (this.#refreshTimer !== null) clearInterval(this.#refreshTimer);
    this.#refreshTimer = null;
    this.#socket?.offAny();
    this.#socket?.removeAllListeners();
    this.#socket?.disconnect();
    this.#socket = null;
  }

  /** Null: the page shows no dashboard any more. */
  watch(view: View | null): void {
    const endedId = view === null ? (this.#view?.dashboardId ?? null) : null;
    if (view !== null && view.dashboardId !== this.#dashboardId) {
      this.tiles.clear();
      this.#dashboardId = view.dashboardId;
    }
    const previous = this.#view;
    this.#view = view;
    if (view) this.#ask();
    else if (endedId !== null && previous) this.#end(previous);
  }

  setPaused(isPaused: boolean): void {
    this.isPaused.set(isPaused);
    this.tiles.setPaused(isPaused);
    this.heldBack.set(0);
  }

  /** Tells of episodes that begin or end while the page is open. Returns how to stop. */
  onTransition(listener: (transition: 'fired' | 'resolved', episode: Episode) => void): () => void {
    this.#transitionListeners.add(listener);
    return () => this.#transitionListeners.delete(listener);
  }

  #heard(): void {
    this.#heardMs = this.#options.now();
  }

  /** A connection can be dead without being closed: the server stands still, or the network drops its packets. */
  #probeSilence(): void {
    const socket = this.#socket;
    const isSilent = this.#options.now() - this.#heardMs >= (this.#options.silenceMs ?? silenceMs);
    if (!isSilent || this.#isProbing || !this.#view || !socket?.connected) return;
    this.#isProbing = true;
    socket.timeout(probeTimeoutMs).emit('view:watch', this.#request(this.#view), (error, answer) => {
      this.#isProbing = false;
      if (this.#socket !== socket || !socket.connected) return;
      if (!error) {
        this.#heard();
        if (answer.ok) this.tiles.answer(answer.tiles);
      } else {
        socket.disconnect();
        this.#retry('connect', () => socket.connect());
      }
    });
  }

  #connected(): void {
    this.#heard();
    this.#isProbing = false;
    this.connection.set({ state: 'connected', sinceMs: this.#options.now() });
    this.tiles.restore();
    if (this.#view) this.#ask();
    this.#askEpisodes();
  }

  #disconnected(reason: string): void {
    this.connection.set({ state: 'reconnecting', sinceMs: this.#options.now() });
    this.tiles.lose();
    this.episodes.set({ ...this.episodes.get(), isCurrent: false });
    // socket.io does not reconnect by itself after the server closed the socket on purpose, as it does when it stops.
    if (reason === 'io server disconnect') this.#retry('connect', () => this.#socket?.connect());
  }

  #ask(): void {
    const view = this.#view;
    const socket = this.#socket;
    if (!view || !socket?.connected) return;
    this.tiles.ask(view.tileIds);
    socket.timeout(answerTimeoutMs).emit('view:watch', this.#request(view), (error, answer) => {
      if (this.#view !== view || this.#socket !== socket) return;
      if (error) return this.#retry('view', () => this.#ask());
      if (!answer.ok) return this.tiles.refuse(view.tileIds, answer.problem);
      this.clock.observe(answer.serverNowMs);
      this.tiles.answer(answer.tiles);
    });
  }

  #request(view: View): WatchRequest {
    return { viewId: this.#options.viewId, held: this.tiles.held(), ...view, tileIds: [...view.tileIds] };
  }

  #end(view: View): void {
    this.tiles.ask([]);
    if (!this.#socket?.connected) return;
    const request = { viewId: this.#options.viewId, ...view, tileIds: [], held: {} };
    this.#socket.emit('view:watch', request, () => undefined);
  }

  #askEpisodes(): void {
    const socket = this.#socket;
    if (!socket?.connected) return;
    socket.timeout(answerTimeoutMs).emit('episodes:watch', (error, answer) => {
      if (this.#socket !== socket) return;
      if (error || !answer.ok) return this.#retry('episodes', () => this.#askEpisodes());
      this.episodes.set(replaceEpisodes(this.episodes.get(), answer.episodes));
    });
  }

  #episodeChanged(episode: Episode): void {
    const { feed, transition } = applyEpisode(this.episodes.get(), episode);
    this.episodes.set(feed);
    if (transition !== null)
      for (const listener of [...this.#transitionListeners]) listener(transition, episode);
  }

  #retry(what: 'view' | 'episodes' | 'connect', act: () => void): void {
    clearTimeout(this.#retryTimers.get(what));
    this.#retryTimers.set(what, setTimeout(act, what === 'connect' ? connectAgainMs : askAgainMs));
  }
}
