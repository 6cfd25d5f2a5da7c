import { KqlError, unsupported } from '../../types/kql-error.ts';
import { callArguments, functionName } from '../parse/calls.ts';
import { nodeName, type SyntaxNode } from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { type Column, columnReference, type Expression } from './logical.ts';

/** One argument of a call as an expression. */
export function argument(node: SyntaxNode, index: number, lowering: Lowering): Expression {
  const found = callArguments(node)[index];
  if (found === undefined)
    throw new KqlError('semantic', 'SEM0219', `${functionName(node)}() misses argument ${index + 1}.`);
  return lowering.expression(found);
}

/** Arguments in order; `*` stands for every column of the input. */
export function lowerArguments(node: SyntaxNode, lowering: Lowering): Expression[] {
  return callArguments(node).flatMap((item) =>
    nodeName(item) === 'StarExpression'
      ? columnsInScope(lowering, '*').map(columnReference)
      : [lowering.expression(item)],
  );
}

/** Columns of the operator's input; `name` is what reads all of them. */
export function columnsInScope(lowering: Lowering, name: string): readonly Column[] {
  if (lowering.currentColumns === null) throw unsupported(`${name} in this place`);
  return lowering.currentColumns;
}
