import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  maybeChild,
  namedParameters,
  type SyntaxNode,
  simpleName,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, Plan, PlanOf } from '../logical.ts';
import { expandedColumns } from './mv-expand.ts';

/** The subquery runs once for each row, over that row's expanded items; its result is joined to the row. */
export function lowerMvApply(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const source: PlanOf<'outer'> = { kind: 'outer', columns: input.columns, isSerialized: true };
  const indexNode = namedParameters(node).get('with_itemindex');
  const limitClause = maybeChild(node, 'RowLimitClause');
  const subquery = child(child(node, 'Subquery'), 'Expression');
  const nodes = elements(node, 'Expressions');
  if (maybeChild(node, 'ContextIdClause') !== null) throw unsupported('mv-apply with an id clause');
  const itemColumns = expandedColumns(nodes, input, lowering, [...input.columns, ...columns]);
  const known = new Set(itemColumns.map((column) => column.name));
  const kept = input.columns.filter((column) => !known.has(column.name));
  const indexColumn = indexNode === undefined ? null : simpleName(indexNode);
  const expanded: Plan = {
    kind: 'expand',
    input: source,
    expanded: itemColumns,
    indexColumn,
    asArray: false,
    limit: limitClause === null ? null : lowering.expression(child(limitClause, 'RowLimit')),
    columns: [
      ...kept,
      ...itemColumns.map(({ name, type }) => ({ name, type })),
      ...(indexColumn === null ? [] : [{ name: indexColumn, type: 'long' as const }]),
    ],
    isSerialized: true,
  };
  const body = lowering.table(subquery, expanded);
  return applied(input, source, body, columns);
}

/** Carries the input's columns that the subquery neither keeps nor replaces. */
export function applied(input: Plan, source: PlanOf<'outer'>, body: Plan, columns: Column[]): Plan {
  const produced = new Set(body.columns.map((column) => column.name));
  const carried = columns.filter((column) => !produced.has(column.name));
  return { kind: 'apply', input, source, body, carried, columns, isSerialized: input.isSerialized };
}
