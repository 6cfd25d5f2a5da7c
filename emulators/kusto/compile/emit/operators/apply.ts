import { semanticError } from '../../../types/kql-error.ts';
import { quoteIdentifier } from '../../../types/physical.ts';
import type { PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';

/** A correlated subquery per row of the input. */
export function emitApply(plan: PlanOf<'apply'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const outerColumns = input.columns.map((column) => `o.${quoteIdentifier(column.identifier)}`);
  // One row has no rank among others.
  const { rank: _, ...row } = input;
  const outer: Relation = {
    ...row,
    source: `(SELECT ${outerColumns.length === 0 ? '1' : outerColumns.join(', ')}) AS outer_row`,
    hasIngestionTime: false,
  };
  const body = emitter.correlated(plan.body, plan.source, outer);
  const inner = body.relation;
  const selected = inner.columns.map((column) => quoteIdentifier(column.identifier));
  const order = [
    ...(input.rank === undefined ? [] : [`o.${input.rank}`]),
    ...(inner.rank === undefined ? [] : [`i.${inner.rank}`]),
  ];
  const isRanked = emitter.isCorrelated && order.length > 0;
  // A lateral join gives its rows in any order.
  const isSorted = !emitter.isCorrelated && (plan.isSerialized || inner.rank !== undefined);
  const source = isSorted
    ? emitter.add(`SELECT *, row_number() OVER () AS "$place" FROM ${input.source}`)
    : input.source;
  const sorting = isSorted ? ` ORDER BY ${['o."$place"', ...order].join(', ')}` : '';
  if ((isRanked || isSorted) && inner.rank !== undefined) selected.push(inner.rank);
  const relation = emitter.derived(
    plan.columns,
    () => true,
    (identifiers) => {
      const items = plan.columns.map((column, index) => {
        const name = quoteIdentifier(identifiers[index] ?? '');
        const own = inner.columns.find((candidate) => candidate.name === column.name);
        if (own !== undefined) return `i.${quoteIdentifier(own.identifier)} AS ${name}`;
        const carried = input.columns.find((candidate) => candidate.name === column.name);
        return `o.${quoteIdentifier(carried?.identifier ?? column.name)} AS ${name}`;
      });
      if (isRanked) items.push(`row_number() OVER (ORDER BY ${order.join(', ')}) AS "$rank"`);
      return `SELECT ${items.join(', ')} FROM ${source} AS o, LATERAL (${body.sql} SELECT ${selected.length === 0 ? '1' : selected.join(', ')} FROM ${inner.source}) AS i${sorting}`;
    },
  );
  return isRanked ? { ...relation, rank: '"$rank"' } : relation;
}

export function emitOuter(): Relation {
  throw semanticError(
    'SEM0024',
    'Semantic error: SEM0024: fork, facet and graph-to-table with several results must be the last operator of a query.',
  );
}

export function emitMatching(plan: PlanOf<'matching'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const source = emitter.relation(plan.source);
  const key = quoteIdentifier(
    input.columns.find((column) => column.name === plan.key)?.identifier ?? plan.key,
  );
  const wanted = quoteIdentifier(source.columns[0]?.identifier ?? plan.key);
  const name = emitter.add(
    `SELECT * FROM ${input.source} WHERE ${key} IS NOT DISTINCT FROM (SELECT ${wanted} FROM ${source.source})`,
  );
  return { ...input, source: name };
}
