import { nullOf } from '../../../functions/convert.ts';
import { quoteIdentifier } from '../../../types/physical.ts';
import type { PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import { exactSql, type Fragment } from '../expression.ts';
import type { Relation } from '../relation.ts';

export function emitUnion(plan: PlanOf<'union'>, emitter: Emitter): Relation {
  const inputs = plan.inputs.map((input) => {
    const relation = emitter.relation(input.plan);
    return {
      relation,
      values: input.items.map((item) => (item === null ? null : emitter.expression(item, { relation }))),
    };
  });
  return emitter.derived(
    plan.columns,
    (index) => inputs.some((input) => input.values[index]?.isNullable !== false),
    (identifiers) => {
      const select = (values: (Fragment | null)[]) => {
        const items = plan.columns.map((column, index) => {
          const value = values[index] ?? null;
          const sql = value === null ? nullOf(column.type) : exactSql(value, column.type);
          return `${sql} AS ${quoteIdentifier(identifiers[index] ?? '')}`;
        });
        return `SELECT ${items.join(', ')}`;
      };
      if (inputs.length === 0) return `${select([])} WHERE false`;
      return inputs
        .map(({ relation, values }) => `${select(values)} FROM ${relation.source}`)
        .join(' UNION ALL ');
    },
  );
}
