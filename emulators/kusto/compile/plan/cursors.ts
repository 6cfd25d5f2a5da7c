import { catalogTable } from './catalog-tables.ts';
import type { Lowering } from './context.ts';
import { aggregateOf, callOf, columnReference, type Expression, literal, type Plan } from './logical.ts';

/**
 * Database cursors: the ticks of ingestion times as text. Rows are committed in the order of their ingestion times, so
 * the last one that is visible is after all that a query can see and before all that it can't.
 */
export function currentCursor(lowering: Lowering): Expression {
  const { catalog } = lowering.state;
  const { database } = lowering.scope;
  const tables = [...(catalog.databases.get(database)?.tables.keys() ?? [])];
  const times = tables.flatMap((name) => {
    const table = catalogTable(database, name, lowering);
    return table === null ? [] : [lastIngestion(table)];
  });
  const last: Expression =
    times.length === 0
      ? literal('datetime', null)
      : { kind: 'toscalar', type: 'datetime', plan: latest(times) };
  return callOf(
    'tostring',
    'string',
    callOf('tolong', 'long', callOf('coalesce', 'datetime', last, literal('datetime', 0n))),
  );
}

/**
 * Rows ingested after the cursor; '' is before all of them, and rows without a time are after every cursor. Only tables
 * have such rows, materialized views do not (Kusto docs, materialized-views-limitations.md).
 */
export function afterCursor(cursor: Expression): Expression {
  const ingested = callOf('cursor_time', 'datetime');
  const at = callOf('todatetime', 'datetime', callOf('tolong', 'long', cursor));
  return callOf('coalesce', 'bool', callOf('>', 'bool', ingested, at), literal('bool', true));
}

const timeColumn = { name: 'time', type: 'datetime' } as const;

function lastIngestion(table: Plan): Plan {
  return greatest(table, callOf('ingestion_time', 'datetime'));
}

function latest(times: Plan[]): Plan {
  const inputs = times.map((plan) => ({ plan, items: [columnReference(timeColumn)] }));
  return greatest(
    { kind: 'union', inputs, columns: [timeColumn], isSerialized: false },
    columnReference(timeColumn),
  );
}

function greatest(input: Plan, value: Expression): Plan {
  const expression: Expression = aggregateOf('max', 'datetime', value);
  return {
    kind: 'aggregate',
    input,
    keys: [],
    items: [{ ...timeColumn, expression }],
    columns: [timeColumn],
    isSerialized: false,
  };
}
