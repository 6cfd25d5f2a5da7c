import type { KustoType } from '../../../types/schema.ts';
import {
  child,
  elements,
  kustoTypeOf,
  maybeChild,
  namedParameters,
  nodeName,
  type SyntaxNode,
  simpleName,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, ExpandedColumn, Plan } from '../logical.ts';

export function lowerMvExpand(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const parameters = namedParameters(node);
  const indexNode = parameters.get('with_itemindex');
  const kind = parameters.get('kind') ?? parameters.get('bagexpansion');
  const limitClause = maybeChild(node, 'RowLimitClause');
  return {
    kind: 'expand',
    input,
    expanded: expandedColumns(elements(node, 'Expressions'), input, lowering, columns),
    indexColumn: indexNode === undefined ? null : simpleName(indexNode),
    asArray: kind !== undefined && textOf(kind) === 'array',
    limit: limitClause === null ? null : lowering.expression(child(limitClause, 'RowLimit')),
    columns,
    isSerialized: input.isSerialized,
  };
}

/** Each expanded expression with the output column that takes its items: the named one, else the next new column. */
export function expandedColumns(
  nodes: SyntaxNode[],
  input: Plan,
  lowering: Lowering,
  columns: Column[],
): ExpandedColumn[] {
  const unnamed = columns.filter((column) => !input.columns.some((known) => known.name === column.name));
  return nodes.map((node) => {
    const item = child(node, 'Expression');
    const isNamed = nodeName(item) === 'SimpleNamedExpression';
    const value = isNamed ? child(item, 'Expression') : item;
    const direct = isNamed
      ? simpleName(child(item, 'Name'))
      : nodeName(item) === 'NameReference'
        ? simpleName(item)
        : undefined;
    const expression = lowering.expression(value);
    const name = direct ?? unnamed.shift()?.name ?? '';
    const type: KustoType =
      elementType(node) ?? columns.find((column) => column.name === name)?.type ?? 'dynamic';
    return { name, type, expression };
  });
}

function elementType(node: SyntaxNode): KustoType | null {
  const clause = maybeChild(node, 'ToTypeOf');
  if (clause === null) return null;
  const types = elements(child(clause, 'TypeOf'), 'Types');
  return types[0] === undefined
    ? null
    : (kustoTypeOf({ Name: textOf(types[0]) }) ?? aliasType(textOf(types[0])));
}

function aliasType(name: string): KustoType | null {
  return name === 'double'
    ? 'real'
    : name === 'date'
      ? 'datetime'
      : name === 'time'
        ? 'timespan'
        : name === 'boolean'
          ? 'bool'
          : null;
}
