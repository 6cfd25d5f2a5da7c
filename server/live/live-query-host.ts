import type { QueryResult } from '#shared/kusto/query-result.ts';
import type { LiveQuery } from './live-query.ts';
import type { LiveQueryPlan } from './live-query-plan.ts';
import type { RunGate } from './run-gate.ts';
import type { LiveFacts, TablesSummary } from './tile-state.ts';

/** Why a live query ran; the label of a metric. */
export type RunCause = 'first' | 'change' | 'doubt' | 'window' | 'retry' | 'return';

export interface RunOutcome {
  cause: RunCause;
  durationMs: number;
  outcome: 'frame' | 'same' | 'failed';
}

export interface BoundRun {
  parameters: LiveQueryPlan['values'];
  nowMs: number;
}

/** What a live query needs from those who run it. */
export interface LiveQueryHost {
  now(): number;
  random(): number;
  readonly gate: RunGate;
  /** Sum of the durations of all queries that keep running in the source, over the number that may run at once. */
  crowdMs(): number;
  /** The state of the source that the query is run in. */
  source(): LiveFacts['source'];
  execute(plan: LiveQueryPlan, bound: BoundRun, signal: AbortSignal): Promise<QueryResult>;
  tables(query: LiveQuery): TablesSummary;
  /** The query calls now(): its result changes with time although it does not use the time range. */
  readsNow(query: LiveQuery): boolean;
  /** A run ended: for the metrics. */
  ran(run: RunOutcome): void;
  /** A run failed: for the log. */
  failed(error: unknown): void;
}
