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
import { type Column, columnReference, type ExpandedColumn, type Expression, type Plan } from '../logical.ts';

export function lowerMvExpand(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const parameters = namedParameters(node);
  const indexNode = parameters.get('with_itemindex');
  const kind = parameters.get('kind') ?? parameters.get('bagexpansion');
  const limitClause = maybeChild(node, 'RowLimitClause');
  const expanded = expandedColumns(elements(node, 'Expressions'), input, lowering, columns);
  return {
    kind: 'expand',
    ...withRanges(input, expanded),
    indexColumn: indexNode === undefined ? null : simpleName(indexNode),
    asArray: kind !== undefined && textOf(kind) === 'array',
    limit: limitClause === null ? null : lowering.expression(child(limitClause, 'RowLimit')),
    columns,
    isSerialized: input.isSerialized,
  };
}

/**
 * A column that the operator before has computed by range() is walked without having been made: its bounds take its
 * place.
 */
function withRanges(input: Plan, expanded: ExpandedColumn[]): { input: Plan; expanded: ExpandedColumn[] } {
  const [only] = expanded;
  if (input.kind !== 'project' || expanded.length !== 1 || only?.expression.kind !== 'column')
    return { input, expanded };
  const { name } = only.expression;
  const range = input.items.find((item) => item.name === name)?.expression;
  if (only.name !== name || range?.kind !== 'call' || range.name !== 'range') return { input, expanded };
  const bounds = range.arguments.map((expression, index) => ({
    name: `$range${index}`,
    type: expression.type,
    expression,
  }));
  const items = [...input.items.filter((item) => item.name !== name), ...bounds];
  const source: Plan = {
    ...input,
    items,
    columns: items.map(({ name: column, type }) => ({ name: column, type })),
  };
  const expression: Expression = { ...range, arguments: bounds.map(columnReference) };
  return { input: source, expanded: [{ ...only, expression }] };
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
