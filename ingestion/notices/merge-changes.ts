import type { TableChange } from '#shared/ingestion/change-notice.ts';

/** Changes by table: the newest of each, with the rows of all. */
export type Changes = ReadonlyMap<string, TableChange>;

/** The later and the earlier changes together, whichever way they came. */
export function mergeChanges(changes: Changes, more: Iterable<TableChange>): Changes {
  const merged = new Map(changes);
  for (const change of more) {
    const key = `${change.database}/${change.table}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? change : mergeChange(known, change));
  }
  return merged;
}

function mergeChange(a: TableChange, b: TableChange): TableChange {
  return {
    ...a,
    rowCount: a.rowCount + b.rowCount,
    newestEnqueuedMs: Math.max(a.newestEnqueuedMs, b.newestEnqueuedMs),
    ingestedMs: Math.max(a.ingestedMs, b.ingestedMs),
  };
}
