import { quoteIdentifier } from '../../../types/physical.ts';
import type { Expression, PlanOf } from '../../plan/logical.ts';
import { aggregateDepth } from '../aggregate-depth.ts';
import type { Emitter } from '../emitter.ts';
import { exactSql } from '../expression.ts';
import type { Relation } from '../relation.ts';

/** DuckDB plans a chain of aggregates in time that doubles with each; a materialized one ends the chain. */
const maxChain = 8;

export function emitAggregate(plan: PlanOf<'aggregate'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const isOrdered = plan.input.isSerialized && plan.items.some((item) => keepsOrder(item.expression));
  const isNumbered = isOrdered && input.rank === undefined;
  const source = isNumbered
    ? `(SELECT *, row_number() OVER () AS "$row" FROM ${input.source})`
    : input.source;
  const around = { relation: input, order: isOrdered ? ` ORDER BY ${input.rank ?? '"$row"'}` : '' };
  const keys = plan.keys.map((key) => emitter.expression(key.expression, { relation: input }));
  const values = plan.items.map((item) => emitter.expression(item.expression, around));
  const all = [...keys, ...values];
  return emitter.derived(
    plan.columns,
    (index) => all[index]?.isNullable !== false,
    (identifiers) => {
      const items = all.map((value, index) => {
        const type = plan.columns[index]?.type ?? value.type;
        return `${exactSql(value, type)} AS ${quoteIdentifier(identifiers[index] ?? '')}`;
      });
      if (values.length === 0) return `SELECT DISTINCT ${items.join(', ')} FROM ${source}`;
      const grouping = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, index) => index + 1).join(', ')}`;
      return `SELECT ${items.join(', ')} FROM ${source}${grouping}`;
    },
    aggregateDepth(plan) % maxChain === 0 ? 'materialized' : undefined,
  );
}

/** Aggregates whose result depends on the order of the rows. */
function keepsOrder(expression: Expression): boolean {
  if (expression.kind === 'aggregate') return /^make|^buildschema/.test(expression.name);
  return expression.kind === 'call' && expression.arguments.some(keepsOrder);
}
