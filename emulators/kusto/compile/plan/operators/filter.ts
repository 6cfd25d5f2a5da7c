import { child, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { filterOf, type Plan, passThrough } from '../logical.ts';
import { withRowSessions } from '../row-sessions.ts';
import { checkRowOrder } from '../window-order.ts';
import { projection } from './project.ts';

export function lowerFilter(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const condition = lowering.expression(child(node, 'Condition'));
  checkRowOrder(input, [condition]);
  const given = { name: 'condition', type: condition.type, expression: condition };
  const { input: prepared, items } = withRowSessions(input, [given]);
  const predicate = items[0]?.expression ?? condition;
  const rows = filterOf(prepared, predicate);
  return prepared === input ? rows : projection(rows, passThrough(input.columns));
}
