import { convertTo } from '../convert.ts';
import { type Column, columnReference, type NamedExpression, type Plan } from '../logical.ts';
import { projection } from '../operators/project.ts';

/** A result under the names and types that the call has. */
export function finished(plan: Plan, columns: readonly Column[]): Plan {
  const items = columns.map((column, index): NamedExpression => {
    const own = plan.columns[index];
    if (own === undefined) throw new Error(`a plugin gives no column ${column.name}`);
    return { ...column, expression: convertTo(column.type, columnReference(own)) };
  });
  return projection(plan, items);
}
