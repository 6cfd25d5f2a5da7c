import { child, maybeChild, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { aggregateOf, type Column, columnReference, type Expression, type Plan, sortOf } from '../logical.ts';
import { named } from './project.ts';
import { aggregated } from './summarize.ts';

/** The values that occur most often, or with the largest sum; exact here, approximate in Kusto. */
export function lowerTopHitters(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const [value, weight] = columns;
  if (value === undefined || weight === undefined) throw new Error('top-hitters: no columns');
  const clause = maybeChild(node, 'ByClause');
  const total: Expression =
    clause === null
      ? aggregateOf('count', 'long')
      : aggregateOf('sum', weight.type, lowering.expression(child(clause, 'Expression')));
  const groups = aggregated(
    input,
    [named(value, lowering.expression(child(node, 'OfExpression')), 'top-hitters')],
    [named(weight, total, 'top-hitters')],
  );
  const keys = [{ expression: columnReference(weight), isDescending: true, nullsFirst: false }];
  const limit = lowering.expression(child(node, 'Expression'));
  return sortOf(groups, keys, limit);
}
