import { callOf, type Expression, type ExpressionOf } from './logical.ts';
import { mapExpression } from './map-expression.ts';

/** Names of the columns that an expression reads. */
export function columnNames(expression: Expression): Set<string> {
  const names = new Set<string>();
  replaceColumns(expression, (column) => {
    names.add(column.name);
    return column;
  });
  return names;
}

/** The expression with others in place of its columns. */
export function replaceColumns(
  expression: Expression,
  replace: (column: ExpressionOf<'column'>) => Expression,
): Expression {
  return mapExpression(expression, (part) => (part.kind === 'column' ? replace(part) : part));
}

export function both(left: Expression | null, right: Expression): Expression {
  return left === null ? right : callOf('and', 'bool', left, right);
}
