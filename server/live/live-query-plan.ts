import type { BoundParameters } from '#kql/binding/bind-parameters.ts';
import { usesTimeRange } from '#kql/binding/bind-parameters.ts';
import type { ComposedQuery } from '#kql/binding/compose-query.ts';
import type { TimeSelection } from '#shared/live/time-range.ts';
import type { QuerySource } from './query-source.ts';

/** What a live query is: viewers whose plans have equal keys share its runs and frames. */
export interface LiveQueryPlan {
  key: string;
  source: QuerySource;
  database: string;
  composed: ComposedQuery;
  /** Parameters that viewers chose; those of the time range are bound at each run. */
  values: BoundParameters;
  /** Null when the query does not use the time range. */
  time: TimeSelection | null;
  /** The column whose maximum is the event clock; null for the first datetime column. */
  timeColumn: string | null;
}

/** `scope`: who may see the same rows. Live queries are never shared between scopes. */
export function createPlan(
  parts: Omit<LiveQueryPlan, 'key' | 'time'> & { time: TimeSelection; scope: string },
): LiveQueryPlan {
  const { scope, source, database, composed, values, timeColumn } = parts;
  const time = usesTimeRange(composed) ? parts.time : null;
  const sortedValues = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([scope, source.id, database, composed.text, sortedValues, time, timeColumn]);
  return { key, source, database, composed, values, time, timeColumn };
}
