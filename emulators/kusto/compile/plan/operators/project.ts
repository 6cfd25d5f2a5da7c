import { tupleFunctions } from '../../bind/tuple-functions.ts';
import { callArguments, functionName } from '../../parse/calls.ts';
import { resultName } from '../../parse/service-symbols.ts';
import {
  child,
  columnsOf,
  elements,
  nodeName,
  type SyntaxNode,
  scalarType,
  simpleName,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  callOf,
  columnReference,
  type Expression,
  literal,
  type NamedExpression,
  type Plan,
  passThrough,
  projectOf,
} from '../logical.ts';
import { withRowSessions } from '../row-sessions.ts';
import { checkRowOrder } from '../window-order.ts';

export function lowerProject(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const expressions = elements(node, 'Expressions').flatMap((item) => valuesOf(item, lowering));
  checkRowOrder(input, expressions);
  const items = columns.map((column, index) => named(column, expressions[index], 'project'));
  return projection(input, items);
}

export function lowerPrint(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  return { ...lowerProject(node, input, lowering, columns), isSerialized: true };
}

export function lowerExtend(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const items = extendedItems(elements(node, 'Expressions'), input, lowering, columns);
  checkRowOrder(
    input,
    items.map((item) => item.expression),
  );
  return projection(input, items);
}

/**
 * Items of extend: input columns keep their place and may be replaced; the others come after, in order. Of two items with
 * one name the later stays. An expression sees the input's columns, not those of one before it.
 */
export function extendedItems(
  nodes: SyntaxNode[],
  input: Plan,
  lowering: Lowering,
  columns: Column[],
): NamedExpression[] {
  const byName = new Map<string, Expression>();
  const unnamed: Expression[] = [];
  for (const node of nodes) {
    const names = columnNames(node);
    for (const [index, expression] of valuesOf(node, lowering).entries()) {
      const name = names[index] ?? null;
      if (name === null) unnamed.push(expression);
      else byName.set(name, expression);
    }
  }
  return columns.map((column, index) => {
    const expression = byName.get(column.name);
    if (expression !== undefined) return named(column, expression, 'extend');
    return named(column, index < input.columns.length ? columnReference(column) : unnamed.shift(), 'extend');
  });
}

/** Names that an item gives to its columns; none where the binder makes one up, e.g. Column1. */
function columnNames(node: SyntaxNode): (string | null)[] {
  if (nodeName(node) === 'CompoundNamedExpression')
    return elements(child(node, 'Names'), 'Names').map(simpleName);
  return [resultName(node)];
}

/** The values of one item: several for `(a, b) = f(x)` and for functions that give a tuple, which is held as an array. */
export function valuesOf(node: SyntaxNode, lowering: Lowering): Expression[] {
  const isCompound = nodeName(node) === 'CompoundNamedExpression';
  const value = isCompound || nodeName(node) === 'SimpleNamedExpression' ? child(node, 'Expression') : node;
  const tuple = nodeName(value) === 'FunctionCallExpression' ? columnsOf(value.ResultType) : null;
  if (nodeName(value) === 'StarExpression') return (lowering.currentColumns ?? []).map(columnReference);
  const isNamed = nodeName(node) === 'SimpleNamedExpression';
  const isFirst = isNamed && nodeName(value) === 'FunctionCallExpression' && givesTuple(value);
  if (!isFirst && (tuple === null || tuple.length === 1)) return [lowering.expression(value)];
  const lowered = callArguments(value).map((item) => lowering.expression(item));
  const call: Expression = callOf(functionName(value), 'dynamic', ...lowered);
  const types = tuple?.map((column) => column.type) ?? [scalarType(value) ?? 'dynamic'];
  return types.slice(0, isNamed ? 1 : types.length).map(
    (type, index): Expression =>
      convertTo(type, {
        kind: 'path',
        type: 'dynamic',
        base: call,
        steps: [literal('long', BigInt(index))],
      }),
  );
}

function givesTuple(call: SyntaxNode): boolean {
  const name = functionName(call);
  if (!name.startsWith('array_sort')) return tupleFunctions.has(name);
  return callArguments(call).filter((node) => scalarType(node) === 'dynamic').length > 1;
}

/** project-away, -keep and -reorder choose among the input's columns; the binder has applied their wildcards. */
export function lowerKeepColumns(_: SyntaxNode, input: Plan, __: Lowering, columns: Column[]): Plan {
  return projection(input, passThrough(columns));
}

export function lowerRename(_: SyntaxNode, input: Plan, __: Lowering, columns: Column[]): Plan {
  const items = columns.map((column, index) =>
    named(column, input.columns[index] && columnReference(input.columns[index]), 'rename'),
  );
  return projection(input, items);
}

export function projection(given: Plan, wanted: NamedExpression[]): Plan {
  const { input, items } = withRowSessions(given, wanted);
  return projectOf(input, items);
}

export function named(column: Column, expression: Expression | undefined, operator: string): NamedExpression {
  if (expression === undefined) throw new Error(`${operator}: no expression for column ${column.name}`);
  return { ...column, expression: convertTo(column.type, expression) };
}
