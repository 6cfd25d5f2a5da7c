import { z } from 'zod';
import type { Problem } from '../errors.ts';
import type { SourceHealth } from '../health.ts';
import type { TileStatus } from '../live/tile-status.ts';
import { timeSelectionSchema } from '../live/time-range.ts';
import type { Episode } from '../rules/activation.ts';

export const parameterValueSchema = z.union([
  z.string().max(4_096),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string().max(4_096), z.number(), z.boolean()])).max(1_000),
]);
export type ParameterValue = z.infer<typeof parameterValueSchema>;

/** The whole of what a page wants to see; it replaces what the same view asked for before. No tiles: the view ends. */
export const watchRequestSchema = z.object({
  /** One per open page, chosen by the browser. */
  viewId: z.string().min(1).max(64),
  dashboardId: z.string().min(1).max(200),
  tileIds: z.array(z.string().min(1).max(200)).max(200),
  time: timeSelectionSchema,
  parameters: z.record(z.string().max(200), parameterValueSchema),
  /** Revisions that the browser still holds by live query id; they are not sent again. */
  held: z.record(z.string().max(64), z.number().int().nonnegative()),
});
export type WatchRequest = z.infer<typeof watchRequestSchema>;

export type WatchAnswer =
  | {
      ok: true;
      /** Per tile: the live query whose frames and statuses it shows, or why it has none. */
      tiles: Record<string, { liveQueryId: string } | { problem: Problem }>;
      serverNowMs: number;
    }
  | { ok: false; problem: Problem };

export type EpisodesAnswer = { ok: true; episodes: Episode[] } | { ok: false; problem: Problem };

/** What a browser may send. Every payload is parsed with its schema before anything else happens. */
export interface ClientEvents {
  'view:watch': (request: WatchRequest, answer: (answer: WatchAnswer) => void) => void;
  /** Joins the feed of `episode:changed` and answers with the open and recent episodes, newest first. */
  'episodes:watch': (answer: (answer: EpisodesAnswer) => void) => void;
}

/** What the server sends. */
export interface ServerEvents {
  /**
   * One encoded TileFrame (frame-codec.ts). The browser acknowledges once it has decoded it; until then the server
   * keeps only the newest frame per live query for this socket.
   */
  'tile:frame': (frame: Uint8Array | ArrayBuffer, received: () => void) => void;
  'tile:status': (statuses: TileStatus[]) => void;
  'episode:changed': (episode: Episode) => void;
  /** Health of every source and process that the data passes through, on connect and on each change. */
  'sources:changed': (sources: SourceHealth[], serverNowMs: number) => void;
}
