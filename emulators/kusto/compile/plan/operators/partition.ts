import { unsupported } from '../../../types/kql-error.ts';
import { child, nodeName, type SyntaxNode, scalarType, simpleName, textOf } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, Expression, Plan, PlanOf } from '../logical.ts';
import { aggregated } from './summarize.ts';

/** The subquery runs once for each value of the key, over that key's rows. */
export function lowerPartition(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const keyNode = child(node, 'ByExpression');
  const operand = child(node, 'Operand');
  if (nodeName(operand) !== 'PartitionSubquery')
    throw unsupported(`partition with '${textOf(operand).slice(0, 40)}'`);
  const name = simpleName(keyNode);
  const type = scalarType(keyNode) ?? 'dynamic';
  const key: Expression = { kind: 'column', type, name };
  const values = aggregated(input, [{ name, type, expression: key }], []);
  const source: PlanOf<'outer'> = { kind: 'outer', columns: values.columns, isSerialized: true };
  const rows: Plan = {
    kind: 'matching',
    input,
    source,
    key: name,
    columns: input.columns,
    isSerialized: input.isSerialized,
  };
  const body = lowering.table(child(operand, 'Subquery'), rows);
  return { kind: 'apply', input: values, source, body, carried: [], columns, isSerialized: false };
}
