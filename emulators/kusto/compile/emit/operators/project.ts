import { ingestionTimeColumn, quoteIdentifier } from '../../../types/physical.ts';
import type { NamedExpression, PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import { exactSql, type Fragment } from '../expression.ts';
import type { Relation } from '../relation.ts';
import { withWindows } from './windows.ts';

export function emitProject(plan: PlanOf<'project'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  const prepared = withWindows(
    plan.items.map((item) => item.expression),
    input,
    emitter,
    plan.partitionBy,
  );
  const values = prepared.expressions.map((expression) =>
    emitter.expression(expression, { relation: prepared.relation }),
  );
  const keepsRows = plan.items
    .slice(0, input.columns.length)
    .every((item, index) => isPassThrough(item, input, index));
  const relation = emitter.derived(
    plan.columns,
    (index) => values[index]?.isNullable !== false,
    (identifiers) => {
      const skipped =
        keepsRows &&
        plan.items.length >= input.columns.length &&
        !prepared.isNumbered &&
        input.columns.length > 0
          ? input.columns.length
          : 0;
      const items = values
        .map((value, index) => item(value, plan.items[index], identifiers[index]))
        .slice(skipped);
      const hidden =
        skipped > 0
          ? []
          : [
              ...(input.hasIngestionTime ? [quoteIdentifier(ingestionTimeColumn)] : []),
              ...(input.rank === undefined ? [] : [input.rank]),
            ];
      const order = prepared.isNumbered ? ' ORDER BY "$row"' : '';
      const list = [...(skipped > 0 ? ['*'] : []), ...items, ...hidden];
      return `SELECT ${list.length === 0 ? '1 AS "$unit"' : list.join(', ')} FROM ${prepared.relation.source}${order}`;
    },
  );
  const { hasIngestionTime, rank } = input;
  return rank === undefined ? { ...relation, hasIngestionTime } : { ...relation, hasIngestionTime, rank };
}

function isPassThrough(item: NamedExpression, input: Relation, index: number): boolean {
  return (
    item.expression.kind === 'column' &&
    item.expression.name === item.name &&
    input.columns[index]?.name === item.name
  );
}

function item(value: Fragment, named: NamedExpression | undefined, identifier = ''): string {
  const name = quoteIdentifier(identifier);
  return value.sql === name ? name : `${exactSql(value, named?.type ?? value.type)} AS ${name}`;
}

export function emitMaterialize(plan: PlanOf<'materialize'>, emitter: Emitter): Relation {
  const input = emitter.relation(plan.input);
  return { ...input, source: emitter.add(`SELECT * FROM ${input.source}`, 'materialized') };
}
