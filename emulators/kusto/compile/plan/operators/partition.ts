import { semanticError, unsupported } from '../../../types/kql-error.ts';
import {
  child,
  namedParameters,
  nodeName,
  type SyntaxNode,
  scalarType,
  simpleName,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { liftedPartition } from '../lift-partition.ts';
import type { Column, Expression, Plan, PlanOf } from '../logical.ts';
import { aggregated } from './summarize.ts';

/** The subquery runs once for each value of the key: over that key's rows, or over a table that it names itself. */
export function lowerPartition(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  checkStrategy(node);
  const keyNode = child(node, 'ByExpression');
  const operand = child(node, 'Operand');
  const name = simpleName(keyNode);
  const type = scalarType(keyNode) ?? 'dynamic';
  const key: Expression = { kind: 'column', type, name };
  const values = aggregated(input, [{ name, type, expression: key }], []);
  const source: PlanOf<'outer'> = { kind: 'outer', columns: values.columns, isSerialized: true };
  if (nodeName(operand) === 'PartitionQuery') {
    const body = queryBody(operand, keyNode, { kind: 'toscalar', type, plan: source }, lowering);
    return { kind: 'apply', input: values, source, body, carried: [], columns, isSerialized: false };
  }
  if (nodeName(operand) !== 'PartitionSubquery')
    throw unsupported(`partition with '${textOf(operand).slice(0, 40)}'`);
  const rows: PlanOf<'matching'> = {
    kind: 'matching',
    input,
    source,
    key: name,
    columns: input.columns,
    isSerialized: input.isSerialized,
  };
  const body = lowering.table(child(operand, 'Subquery'), rows);
  const lifted = liftedPartition(body, rows);
  if (lifted !== null) return { ...lifted, columns, isSerialized: false };
  return { kind: 'apply', input: values, source, body, carried: [], columns, isSerialized: false };
}

/** A query of its own, in which the key's column stands for the key's value. */
function queryBody(operand: SyntaxNode, keyNode: SyntaxNode, value: Expression, lowering: Lowering): Plan {
  const symbol = keyNode.ReferencedSymbol;
  if (symbol === null) throw new Error('partition: no column');
  const { outerColumns } = lowering.state;
  outerColumns.set(symbol, value);
  try {
    return lowering.table(child(operand, 'Query'));
  } finally {
    outerColumns.delete(symbol);
  }
}

const strategies = new Set(['legacy', 'native', 'shuffle']);

function checkStrategy(node: SyntaxNode): void {
  const given = namedParameters(node).get('hint.strategy');
  if (given === undefined || strategies.has(textOf(given))) return;
  throw semanticError(
    'SEM0044',
    `Semantic error: SEM0044: partition: hint.strategy=${textOf(given)} is not one of legacy, native and shuffle.`,
  );
}
