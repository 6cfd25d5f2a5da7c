import type { KqlAnalyzer } from '#kql/analysis/kql-analyzer.ts';
import type { IngestionFeed } from './ingestion-feed.ts';
import type { LiveQueryPlan } from './live-query-plan.ts';
import type { SchemaCache } from './schema-cache.ts';
import type { TableState, TableStates } from './table-states.ts';
import type { TablesSummary } from './tile-state.ts';

/** What a query reads, found by the binder from its text and the database's schema. */
export interface QueryReads {
  tables: readonly TableState[];
  readsNow: boolean;
}

/** While the schema is not known a query may read every table that has been heard of. */
export function readsOf(
  { database, composed }: LiveQueryPlan,
  context: { schemas: SchemaCache; analyzer: KqlAnalyzer; tables: TableStates },
): QueryReads {
  const schema = context.schemas.get(database);
  const named = (names: readonly string[]) => names.map((name) => context.tables.of(database, name));
  if (!schema) return { tables: named(context.tables.namesIn(database)), readsNow: false };
  const { tables, readsNow } = context.analyzer.analyze(composed.text, schema);
  return { tables: named(tables === 'all' ? schema.tables.map(({ name }) => name) : tables), readsNow };
}

export function summarizeTables(tables: readonly TableState[], feed: IngestionFeed): TablesSummary {
  const summary: TablesSummary = {
    confirmedMs: Number.POSITIVE_INFINITY,
    arrivalMs: null,
    usualGapMs: null,
    hasData: tables.length === 0 ? null : false,
    trouble: null,
  };
  for (const { database, table, arrivalMs, usualGapMs, hasData, confirmedMs } of tables) {
    summary.confirmedMs =
      confirmedMs === null || summary.confirmedMs === null
        ? null
        : Math.min(confirmedMs, summary.confirmedMs);
    if (arrivalMs !== null) summary.arrivalMs = Math.max(arrivalMs, summary.arrivalMs ?? 0);
    if (usualGapMs !== null) summary.usualGapMs = Math.min(usualGapMs, summary.usualGapMs ?? usualGapMs);
    if (hasData !== false && summary.hasData !== true) summary.hasData = hasData;
    summary.trouble ??= feed.troubleOf(database, table);
  }
  return summary;
}
