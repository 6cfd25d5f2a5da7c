import type { Problem } from '#shared/errors.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { TileStateName, TileStatus } from '#shared/live/tile-status.ts';
import type { WatchAnswer } from '#shared/sockets/events.ts';
import { resolveTileState } from './tile-state.ts';

/** What a tile component shows. Replaced as a whole, only when something in it changed. */
export interface TileSnapshot {
  state: TileStateName;
  problem: Problem | null;
  /** Null only before the tile has had any data. */
  frame: TileFrame | null;
  status: TileStatus | null;
  /** Frames that arrived since the pause. */
  heldBack: number;
}

interface LiveQuery {
  frame: TileFrame | null;
  status: TileStatus | null;
  /** Something on this connection spoke of it. */
  confirmed: boolean;
  /** The frame came on this connection, so that its revision can be compared. */
  frameIsOfSession: boolean;
  behindSinceMs: number | null;
}

interface TileEntry {
  liveQueryId: string | null;
  refusal: Problem | null;
  /** Of the live query before this one, until the current one has a frame. */
  previousFrame: TileFrame | null;
  frozen: { liveQueryId: string | null; frame: TileFrame } | null;
  heldBack: number;
  askedMs: number | null;
  snapshot: TileSnapshot;
}

type TileAnswers = Extract<WatchAnswer, { ok: true }>['tiles'];

export const emptySnapshot: TileSnapshot = {
  state: 'waiting',
  problem: null,
  frame: null,
  status: null,
  heldBack: 0,
};

/** Frames may arrive before the answer that says whose they are; of more unknown live queries the oldest are dropped. */
const keptUnused = 40;

/**
 * The newest frame and status of each tile of the open dashboard. A tile that has had data always has a frame, whatever
 * happens. Bounded by the tiles of a dashboard and `keptUnused`.
 */
export class TileStore {
  readonly #queries = new Map<string, LiveQuery>();
  readonly #tiles = new Map<string, TileEntry>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #now: () => number;
  #lostMs: number | null = null;
  #isPaused = false;

  /** `now` is the browser's clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  snapshot(tileId: string): TileSnapshot {
    return this.#tiles.get(tileId)?.snapshot ?? emptySnapshot;
  }

  subscribe(tileId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(tileId) ?? new Set();
    this.#listeners.set(tileId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(tileId);
    };
  }

  /** Another dashboard is shown: nothing of the one before is kept. */
  clear(): void {
    const tileIds = [...this.#tiles.keys()];
    this.#tiles.clear();
    this.#queries.clear();
    for (const tileId of tileIds) this.#notify(tileId);
  }

  /** The server is asked for these tiles; until it answers they count as unconfirmed. */
  ask(tileIds: readonly string[]): void {
    const asked = new Set(tileIds);
    for (const tileId of tileIds) this.#entry(tileId).askedMs ??= this.#now();
    for (const [tileId, entry] of this.#tiles) if (!asked.has(tileId)) entry.askedMs = null;
  }

  answer(tiles: TileAnswers): void {
    for (const [tileId, answer] of Object.entries(tiles)) {
      const entry = this.#entry(tileId);
      const liveQueryId = 'liveQueryId' in answer ? answer.liveQueryId : null;
      if (liveQueryId !== entry.liveQueryId) {
        entry.previousFrame = this.#newestFrame(entry);
        entry.liveQueryId = liveQueryId;
      }
      entry.refusal = 'problem' in answer ? answer.problem : null;
    }
    this.#dropUnused();
    this.refresh();
  }

  /** The whole watch was refused. */
  refuse(tileIds: readonly string[], problem: Problem): void {
    for (const tileId of tileIds) this.#entry(tileId).refusal = problem;
    this.refresh();
  }

  acceptFrame(frame: TileFrame): void {
    const query = this.#query(frame.liveQueryId);
    const isOld = query.frameIsOfSession && query.frame !== null && query.frame.revision >= frame.revision;
    if (isOld) return;
    query.frame = frame;
    query.confirmed = true;
    query.frameIsOfSession = true;
    this.#trackBehind(query);
    for (const [tileId, entry] of this.#tiles) {
      if (entry.liveQueryId !== frame.liveQueryId) continue;
      entry.previousFrame = null;
      if (this.#isPaused) entry.heldBack += 1;
      this.#update(tileId, entry);
    }
  }

  acceptStatuses(statuses: readonly TileStatus[]): void {
    const changed = new Set<string>();
    for (const status of statuses) {
      const query = this.#query(status.liveQueryId);
      query.status = status;
      query.confirmed = true;
      this.#trackBehind(query);
      changed.add(status.liveQueryId);
    }
    for (const [tileId, entry] of this.#tiles)
      if (entry.liveQueryId !== null && changed.has(entry.liveQueryId)) this.#update(tileId, entry);
  }

  /** The connection broke: what is held stays shown, but nothing of it is confirmed any more. */
  lose(): void {
    this.#lostMs ??= this.#now();
    for (const query of this.#queries.values()) query.confirmed = false;
    this.refresh();
  }

  /** A connection stands. Live queries count their revisions anew on it, as the server may have been restarted. */
  restore(): void {
    this.#lostMs = null;
    for (const query of this.#queries.values()) {
      query.confirmed = false;
      query.frameIsOfSession = false;
    }
    const now = this.#now();
    for (const entry of this.#tiles.values()) if (entry.askedMs !== null) entry.askedMs = now;
    this.refresh();
  }

  setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    for (const entry of this.#tiles.values()) {
      entry.heldBack = 0;
      entry.frozen = null;
    }
    this.refresh();
  }

  /** Recomputes what depends on the time that passes. */
  refresh(): void {
    for (const [tileId, entry] of this.#tiles) this.#update(tileId, entry);
  }

  /** Revisions held by live query id that need not be sent again on this connection. */
  held(): Record<string, number> {
    const held: Record<string, number> = {};
    for (const [liveQueryId, { frame, frameIsOfSession }] of this.#queries)
      if (frame !== null && frameIsOfSession) held[liveQueryId] = frame.revision;
    return held;
  }

  /** Frames that all tiles hold back since the pause. */
  heldBack(): number {
    let sum = 0;
    for (const entry of this.#tiles.values()) sum += entry.heldBack;
    return sum;
  }

  #update(tileId: string, entry: TileEntry): void {
    const query = entry.liveQueryId === null ? undefined : this.#queries.get(entry.liveQueryId);
    const frame = this.#frameToShow(entry);
    const { state, problem } = resolveTileState(
      {
        frame,
        status: query?.status ?? null,
        refusal: entry.refusal,
        unconfirmedSinceMs: this.#unconfirmedSince(entry, query),
        isConnected: this.#lostMs === null,
        behindSinceMs: query?.behindSinceMs ?? null,
        isPaused: this.#isPaused,
      },
      this.#now(),
    );
    const next: TileSnapshot = {
      state,
      problem,
      frame,
      status: query?.status ?? null,
      heldBack: entry.heldBack,
    };
    if (isSame(entry.snapshot, next)) return;
    entry.snapshot = next;
    this.#notify(tileId);
  }

  #unconfirmedSince(entry: TileEntry, query: LiveQuery | undefined): number | null {
    if (this.#lostMs !== null) return this.#lostMs;
    return query?.confirmed ? null : entry.askedMs;
  }

  #frameToShow(entry: TileEntry): TileFrame | null {
    const newest = this.#newestFrame(entry);
    if (!this.#isPaused) return newest;
    if (entry.frozen === null || entry.frozen.liveQueryId !== entry.liveQueryId) {
      const isOfCurrentQuery = newest !== null && newest.liveQueryId === entry.liveQueryId;
      if (!isOfCurrentQuery) return newest;
      entry.frozen = { liveQueryId: entry.liveQueryId, frame: newest };
    }
    return entry.frozen.frame;
  }

  #newestFrame(entry: TileEntry): TileFrame | null {
    const query = entry.liveQueryId === null ? undefined : this.#queries.get(entry.liveQueryId);
    return query?.frame ?? entry.previousFrame;
  }

  #trackBehind(query: LiveQuery): void {
    const isBehind = (query.status?.revision ?? 0) > (query.frame?.revision ?? 0);
    query.behindSinceMs = isBehind ? (query.behindSinceMs ?? this.#now()) : null;
  }

  #entry(tileId: string): TileEntry {
    let entry = this.#tiles.get(tileId);
    if (!entry) {
      entry = {
        liveQueryId: null,
        refusal: null,
        previousFrame: null,
        frozen: null,
        heldBack: 0,
        askedMs: null,
        snapshot: emptySnapshot,
      };
      this.#tiles.set(tileId, entry);
    }
    return entry;
  }

  #query(liveQueryId: string): LiveQuery {
    let query = this.#queries.get(liveQueryId);
    if (!query) {
      query = { frame: null, status: null, confirmed: false, frameIsOfSession: false, behindSinceMs: null };
      this.#queries.set(liveQueryId, query);
      this.#dropUnused();
    }
    return query;
  }

  #dropUnused(): void {
    const used = new Set([...this.#tiles.values()].map((entry) => entry.liveQueryId));
    const unused = [...this.#queries.keys()].filter((liveQueryId) => !used.has(liveQueryId));
    for (const liveQueryId of unused.slice(0, Math.max(0, unused.length - keptUnused)))
      this.#queries.delete(liveQueryId);
  }

  #notify(tileId: string): void {
    for (const listener of [...(this.#listeners.get(tileId) ?? [])]) listener();
  }
}

function isSame(a: TileSnapshot, b: TileSnapshot): boolean {
  return (
    a.state === b.state &&
    a.frame === b.frame &&
    a.status === b.status &&
    a.heldBack === b.heldBack &&
    a.problem?.message === b.problem?.message
  );
}
