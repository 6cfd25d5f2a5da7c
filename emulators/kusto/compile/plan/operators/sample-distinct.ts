import { child, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, Plan } from '../logical.ts';
import { named } from './project.ts';
import { aggregated } from './summarize.ts';

/** Some distinct values of an expression. */
export function lowerSampleDistinct(
  node: SyntaxNode,
  input: Plan,
  lowering: Lowering,
  columns: Column[],
): Plan {
  const [column] = columns;
  if (column === undefined) throw new Error('sample-distinct: no column');
  const values = aggregated(
    input,
    [named(column, lowering.expression(child(node, 'OfExpression')), 'sample-distinct')],
    [],
  );
  const count = lowering.expression(child(node, 'Expression'));
  return {
    kind: 'take',
    input: values,
    count,
    isSample: false,
    columns: values.columns,
    isSerialized: false,
  };
}
