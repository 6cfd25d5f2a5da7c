import { windowFunctions } from '../../functions/window.ts';
import type { Expression, Plan } from './logical.ts';
import { operandsOf } from './map-expression.ts';
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
  if (expression.kind === 'call' && windowFunctions.has(expression.name)) return expression.name;
  for (const operand of operandsOf(expression)) {
    const name = windowFunctionIn(operand);
    if (name !== null) return name;
  }
  return null;
}
