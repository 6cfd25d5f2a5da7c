import type { Expression } from './logical.ts';

/** The expression with each of its parts replaced, operands before what they are operands of. */
export function mapExpression(expression: Expression, replace: (part: Expression) => Expression): Expression {
  const inner = (part: Expression) => mapExpression(part, replace);
  switch (expression.kind) {
    case 'call':
      return replace({ ...expression, arguments: expression.arguments.map(inner) });
    case 'aggregate': {
      const { filter, ...rest } = expression;
      const mapped = { ...rest, arguments: expression.arguments.map(inner) };
      return replace(filter === undefined ? mapped : { ...mapped, filter: inner(filter) });
    }
    case 'path':
      return replace({ ...expression, base: inner(expression.base), steps: expression.steps.map(inner) });
    case 'inTable':
      return replace({ ...expression, operand: inner(expression.operand) });
    case 'literal':
    case 'column':
    case 'parameter':
    case 'toscalar':
      return replace(expression);
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
