import { windowFunctions } from '../../functions/window.ts';
import type { Expression, Plan } from './logical.ts';
import { serialized } from './serialized.ts';

/** Throws KqlError when an expression has a function of neighbouring rows and the input's rows have no order. */
export function checkRowOrder(input: Plan, expressions: readonly Expression[]): void {
  if (input.isSerialized) return;
  for (const expression of expressions) {
    const name = windowFunctionIn(expression);
    if (name !== null) serialized(input, `Function '${name}'`);
  }
}

function windowFunctionIn(expression: Expression): string | null {
  switch (expression.kind) {
    case 'call':
      if (windowFunctions.has(expression.name)) return expression.name;
      return firstOf(expression.arguments);
    case 'aggregate':
      return firstOf(expression.arguments);
    case 'path':
      return firstOf([expression.base, ...expression.steps]);
    case 'inTable':
      return windowFunctionIn(expression.operand);
    case 'column':
    case 'literal':
    case 'parameter':
    case 'toscalar':
      return null;
  }
}

function firstOf(expressions: readonly Expression[]): string | null {
  for (const expression of expressions) {
    const name = windowFunctionIn(expression);
    if (name !== null) return name;
  }
  return null;
}
