import type { QueryResult } from '#shared/kusto/query-result.ts';
import type { TileFrame } from '#shared/live/frame.ts';
import type { TimeRange } from '#shared/live/time-range.ts';
import { frameColumns } from './frame-columns.ts';
import { isSameContent } from './same-content.ts';
import type { Arrival } from './table-states.ts';

/** A run of a live query that succeeded; instants in server milliseconds since the Unix epoch. */
export interface FinishedRun {
  liveQueryId: string;
  startMs: number;
  endMs: number;
  range: TimeRange | null;
  /** The newest change that the run was made for; null when it was made for another reason. */
  arrival: Arrival | null;
  result: QueryResult;
}

/** The frame that follows `previous`: of the same revision when its content is the same. */
export function buildFrame(run: FinishedRun, previous: TileFrame | null, nowMs: number): TileFrame {
  const { result, range, arrival } = run;
  const content = {
    rowCount: result.rows.length,
    columns: frameColumns(result),
    visualization: result.visualization,
    partial: result.partial,
  };
  const isSame = previous !== null && isSameContent(previous, content);
  return {
    ...content,
    liveQueryId: run.liveQueryId,
    revision: (previous?.revision ?? 0) + (isSame ? 0 : 1),
    asOfMs: run.startMs,
    startMs: range?.startMs ?? null,
    endMs: range?.endMs ?? null,
    trace: {
      newestEnqueuedMs: arrival?.newestEnqueuedMs ?? null,
      ingestedMs: arrival?.ingestedMs ?? null,
      noticedMs: arrival?.noticedMs ?? null,
      queryStartMs: run.startMs,
      queryEndMs: run.endMs,
      publishedMs: nowMs,
    },
  };
}
