import { type Problem, problemOf } from '#shared/errors.ts';
import type { Identity } from '#shared/page-data.ts';
import { type WatchAnswer, type WatchRequest, watchRequestSchema } from '#shared/sockets/events.ts';
import type { DashboardAccess } from '../dashboards/dashboard-access.ts';
import type { LiveQuery } from '../live/live-query.ts';
import { type PlanContext, planTile } from '../live/plan-tile.ts';
import type { SocketFeed } from './socket-feed.ts';

/** Pages that one connection may have open. */
const mostViews = 8;

type TileAnswer = Extract<WatchAnswer, { ok: true }>['tiles'][string];

export interface WatchContext {
  identity: Identity;
  dashboards: DashboardAccess;
  plans: PlanContext;
  feed: SocketFeed;
  now: () => number;
}

/** The views of one browser and what each of them watches. */
export class WatchedViews {
  readonly #context: WatchContext;
  readonly #views = new Map<string, LiveQuery[]>();

  constructor(context: WatchContext) {
    this.#context = context;
  }

  /** Answers `view:watch`: the request replaces what the view watched before. */
  watch(payload: unknown): WatchAnswer {
    const parsed = watchRequestSchema.safeParse(payload);
    if (!parsed.success)
      return refuse('bad-request', 'The request to watch tiles is malformed: reload the page.');
    const request = parsed.data;
    if (!this.#views.has(request.viewId) && this.#views.size >= mostViews)
      return refuse('throttled', 'This connection has too many pages open.');
    return this.#replace(request);
  }

  #replace(request: WatchRequest): WatchAnswer {
    const { identity, dashboards, now } = this.#context;
    const previous = this.#views.get(request.viewId) ?? [];
    const definition = dashboards.find(identity, request.dashboardId);
    const watched: LiveQuery[] = [];
    const tiles = new Map<string, TileAnswer>();
    if (definition)
      for (const tileId of new Set(request.tileIds)) {
        try {
          const { feed, plans } = this.#context;
          const { time, parameters } = request;
          const plan = planTile(definition, { tileId, time, parameters, scope: scopeOf(identity) }, plans);
          const query = feed.use(plan, (id) => heldRevision(request, id));
          watched.push(query);
          tiles.set(tileId, { liveQueryId: query.id });
        } catch (error) {
          tiles.set(tileId, { problem: problemOf(error) });
        }
      }
    // What the view goes on watching is joined anew before it is left, so that it does not stop in between.
    for (const query of previous) this.#context.feed.drop(query);
    if (watched.length > 0) this.#views.set(request.viewId, watched);
    else this.#views.delete(request.viewId);
    if (!definition) return refuse('not-found', 'This dashboard does not exist, or you may not see it.');
    return { ok: true, tiles: Object.fromEntries(tiles), serverNowMs: now() };
  }
}

/** Without row-level security of our own all who may see a dashboard see the same rows. */
function scopeOf(_identity: Identity): string {
  return 'all';
}

function heldRevision({ held }: WatchRequest, liveQueryId: string): number {
  return Object.hasOwn(held, liveQueryId) ? (held[liveQueryId] ?? 0) : 0;
}

function refuse(code: Problem['code'], message: string): WatchAnswer {
  return { ok: false, problem: { code, message } };
}
