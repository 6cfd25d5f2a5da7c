import { unsupported } from '../../../types/kql-error.ts';
import {
  calledFunctionBody,
  child,
  elements,
  maybeChild,
  type SyntaxNode,
  simpleName,
  textOf,
  tokenText,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { type Column, type Expression, literal, type Plan, passThrough } from '../logical.ts';
import { inlineTable } from '../lower-call.ts';
import { extendedItems, projection } from './project.ts';

export function lowerAs(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const name = simpleName(child(node, 'Name'));
  lowering.scope.define(name, { kind: 'table', plan: input });
  lowering.state.asNames.add(name);
  return input;
}

export function lowerConsume(_: SyntaxNode, input: Plan): Plan {
  return {
    kind: 'take',
    input,
    count: literal('long', 0n),
    isSample: false,
    columns: input.columns,
    isSerialized: false,
  };
}

/** `render` changes no rows: it annotates the result. */
export function lowerRender(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const clause = maybeChild(node, 'WithClause');
  const given = [...elements(node, 'Parameters'), ...(clause === null ? [] : elements(clause, 'Properties'))];
  const properties = Object.fromEntries(
    given.map((property) => [
      simpleName(child(property, 'Name')).toLowerCase(),
      propertyText(child(property, 'Expression')),
    ]),
  );
  lowering.state.visualization = { visualization: tokenText(node, 'ChartType'), properties };
  return input;
}

function propertyText(node: SyntaxNode): string {
  return textOf(node)
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replaceAll(/\s*,\s*/g, ',');
}

export function lowerSerialize(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const items = elements(node, 'Expressions');
  const plan = projection(
    input,
    items.length === 0 ? passThrough(input.columns) : extendedItems(items, input, lowering, columns),
  );
  return { ...plan, isSerialized: true };
}

export function lowerInvoke(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const call = child(node, 'Function');
  const body = calledFunctionBody(call);
  if (body === null) throw unsupported(`invoke of ${textOf(call).slice(0, 60)}`);
  return inlineTable(call, body, lowering, input);
}

const dotNetTypes: Record<string, string> = {
  bool: 'System.SByte',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  dynamic: 'System.Object',
  string: 'System.String',
};

export function lowerGetSchema(_: SyntaxNode, input: Plan, __: Lowering, columns: Column[]): Plan {
  const rows = input.columns.map((column, index): Expression[] => [
    literal('string', column.name),
    literal('int', BigInt(index)),
    literal('string', dotNetTypes[column.type] ?? ''),
    literal('string', column.type),
  ]);
  // The binder takes the ordinal for a long.
  const typed = columns.map((column, index): Column => (index === 1 ? { ...column, type: 'int' } : column));
  return { kind: 'rows', rows, columns: typed, isSerialized: true };
}
