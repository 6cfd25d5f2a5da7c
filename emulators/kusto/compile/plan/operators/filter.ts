import { child, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Plan } from '../logical.ts';

export function lowerFilter(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const predicate = lowering.expression(child(node, 'Condition'));
  return { kind: 'filter', input, predicate, columns: input.columns, isSerialized: input.isSerialized };
}
