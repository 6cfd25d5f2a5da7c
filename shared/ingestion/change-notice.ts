import { z } from 'zod';

/** Rows that Kusto has acknowledged, for one table, since this worker's previous notice. */
export const tableChangeSchema = z.object({
  database: z.string().min(1),
  table: z.string().min(1),
  rowCount: z.number().int().positive(),
  /** Broker's enqueued time of the newest event among them. */
  newestEnqueuedMs: z.number(),
  /** When Kusto acknowledged the last of them. */
  ingestedMs: z.number(),
});
export type TableChange = z.infer<typeof tableChangeSchema>;

/** A stream that the worker reads. */
export const streamReportSchema = z.object({
  name: z.string(),
  state: z.enum(['connecting', 'reading', 'disconnected', 'blocked']),
  sinceMs: z.number(),
  /** Events in the broker that the worker has not read yet, over all partitions; null when unknown. */
  lagEvents: z.number().int().nonnegative().nullable(),
  /** Why, for disconnected and blocked (Kusto does not take the rows). */
  message: z.string().nullable(),
});
export type StreamReport = z.infer<typeof streamReportSchema>;

/**
 * POST /api/ingestion/notices, `Authorization: Bearer <CHANGE_NOTICE_TOKEN>`. Sent at once after an ingestion, and at
 * least every `heartbeatMs` without changes, so that "nothing new" can be told from "the worker died".
 */
export const changeNoticeSchema = z.object({
  workerId: z.string().min(1),
  /** Grows by one with each notice of one worker process; a gap means a lost notice: treat every table as changed. */
  sequence: z.number().int().nonnegative(),
  /** New for each start of the worker. */
  bootId: z.string().min(1),
  sentMs: z.number(),
  heartbeatMs: z.number().int().positive(),
  /** Every table that this worker feeds, so that the server need not watch it by query. */
  feeds: z.array(z.object({ database: z.string(), table: z.string() })),
  changes: z.array(tableChangeSchema),
  streams: z.array(streamReportSchema),
});
export type ChangeNotice = z.infer<typeof changeNoticeSchema>;
