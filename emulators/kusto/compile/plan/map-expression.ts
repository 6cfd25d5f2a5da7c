import type { Expression } from './logical.ts';

/** The expression with each of its parts replaced, operands before what they are operands of. */
export function mapExpression(expression: Expression, replace: (part: Expression) => Expression): Expression {
  return replace(withOperands(expression, (operand) => mapExpression(operand, replace)));
}

/** The expression with others in place of its operands. */
export function withOperands(
  expression: Expression,
  replace: (operand: Expression) => Expression,
): Expression {
  switch (expression.kind) {
    case 'call':
      return { ...expression, arguments: expression.arguments.map(replace) };
    case 'aggregate': {
      const { filter, ...rest } = expression;
      const mapped = { ...rest, arguments: expression.arguments.map(replace) };
      return filter === undefined ? mapped : { ...mapped, filter: replace(filter) };
    }
    case 'path':
      return { ...expression, base: replace(expression.base), steps: expression.steps.map(replace) };
    case 'inTable':
      return { ...expression, operand: replace(expression.operand) };
    case 'literal':
    case 'column':
    case 'parameter':
    case 'toscalar':
      return expression;
  }
}

/** What an expression is computed from. */
export function operandsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments;
    case 'aggregate':
      return [...expression.arguments, ...(expression.filter === undefined ? [] : [expression.filter])];
    case 'path':
      return [expression.base, ...expression.steps];
    case 'inTable':
      return [expression.operand];
    case 'literal':
    case 'column':
    case 'parameter':
    case 'toscalar':
      return [];
  }
}
