import { z } from 'zod';

/** One part on the way from event to pixel: a data source (Kusto), the broker, an ingestion worker, the rules engine. */
export const sourceHealthSchema = z.object({
  /** Stable, e.g. `kusto:local`, `ingestion:worker-1`, `rules`. */
  id: z.string(),
  name: z.string(),
  kind: z.enum(['kusto', 'event-hubs', 'ingestion', 'rules', 'store']),
  state: z.enum(['starting', 'ok', 'degraded', 'down']),
  /** Since when, server milliseconds since the Unix epoch. */
  sinceMs: z.number(),
  /** What is wrong and what to do, for degraded and down. */
  message: z.string().nullable(),
});
export type SourceHealth = z.infer<typeof sourceHealthSchema>;

/** Body of GET /healthz; HTTP 200 when `state` is ok or degraded, 503 when down. */
export const healthSchema = z.object({
  state: z.enum(['ok', 'degraded', 'down']),
  version: z.string(),
  uptimeSeconds: z.number(),
  parts: z.array(sourceHealthSchema),
});
export type Health = z.infer<typeof healthSchema>;
