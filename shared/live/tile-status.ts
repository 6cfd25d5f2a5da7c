import { z } from 'zod';
import { problemSchema } from '../errors.ts';

/**
 * What a tile can be, and an operator must be able to tell apart. The server sends all but `paused`, which is the
 * browser's own. A tile that has shown data keeps its last good frame in every state.
 *
 * - waiting: the first run has not finished, or no table it reads has ever had data
 * - no-rows: the query ran and found nothing in the time range
 * - live: what is shown is what the query would return at `checkedMs`
 * - idle: as live, and nothing new has arrived for longer than is usual
 * - stale: the source can't be reached or does not answer in time; the last good frame is shown
 * - failed: the query is refused (syntax, semantic, limits); the last good frame is shown
 * - denied: the source refuses the identity
 * - partial: the answer was cut or incomplete
 */
export const serverTileStates = [
  'waiting',
  'no-rows',
  'live',
  'idle',
  'stale',
  'failed',
  'denied',
  'partial',
] as const;
export type ServerTileState = (typeof serverTileStates)[number];
export type TileStateName = ServerTileState | 'paused';

/** Server milliseconds since the Unix epoch; null where not known yet. */
export const clocksSchema = z.object({
  /** Event time of the newest row shown (maximum of the tile's time column). */
  eventMs: z.number().nullable(),
  /** When data last arrived in a table that the tile reads. */
  arrivalMs: z.number().nullable(),
  /** When it was last confirmed that what is shown is current. */
  checkedMs: z.number().nullable(),
});
export type Clocks = z.infer<typeof clocksSchema>;

export const tileStatusSchema = z.object({
  liveQueryId: z.string(),
  state: z.enum(serverTileStates),
  clocks: clocksSchema,
  /** Why, for stale, failed, denied and partial. */
  problem: problemSchema.nullable(),
  /** Since when the tile is in this state. */
  sinceMs: z.number(),
  /** Revision of the newest frame of this live query; 0 before the first. */
  revision: z.number().int().nonnegative(),
  /** The server's clock when this was sent, so that ages can be computed without trusting the browser's clock. */
  serverNowMs: z.number(),
});
export type TileStatus = z.infer<typeof tileStatusSchema>;
