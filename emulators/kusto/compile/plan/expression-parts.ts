import type { Expression } from './logical.ts';

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
  replace: (column: Extract<Expression, { kind: 'column' }>) => Expression,
): Expression {
  const inner = (part: Expression) => replaceColumns(part, replace);
  switch (expression.kind) {
    case 'column':
      return replace(expression);
    case 'call':
      return { ...expression, arguments: expression.arguments.map(inner) };
    case 'aggregate': {
      const { filter, ...rest } = expression;
      const replaced = { ...rest, arguments: expression.arguments.map(inner) };
      return filter === undefined ? replaced : { ...replaced, filter: inner(filter) };
    }
    case 'path':
      return { ...expression, base: inner(expression.base), steps: expression.steps.map(inner) };
    case 'inTable':
      return { ...expression, operand: inner(expression.operand) };
    case 'literal':
    case 'parameter':
    case 'toscalar':
      return expression;
  }
}

export function both(left: Expression | null, right: Expression): Expression {
  return left === null ? right : { kind: 'call', type: 'bool', name: 'and', arguments: [left, right] };
}
