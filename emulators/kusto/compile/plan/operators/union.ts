import { unsupported } from '../../../types/kql-error.ts';
import { child, elements, namedParameters, nodeName, simpleName, type SyntaxNode, symbolKind, textOf } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { catalogTable, databaseOf } from '../sources.ts';
import { type Column, columnReference, type Expression, literal, type Plan, type UnionInput } from '../logical.ts';

interface Leg {
  name: string;
  plan: Plan;
}

export function lowerUnion(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const parameters = namedParameters(node);
  const withSource = parameters.get('withsource') ?? parameters.get('with_source');
  const sourceColumn = withSource === undefined ? null : simpleName(withSource);
  const legs = unionLegs(node, input, lowering);
  const names = new Map<string, number>();
  for (const { plan } of legs) for (const column of plan.columns) countType(names, legs, column);
  const inputs = legs.map(({ name, plan }): UnionInput => ({
    plan,
    items: columns.map((column) => (column.name === sourceColumn ? literal('string', name) : itemFor(column, plan, legs))),
  }));
  return { kind: 'union', inputs, columns, isSerialized: false };
}

function unionLegs(node: SyntaxNode, input: Plan, lowering: Lowering): Leg[] {
  const piped = input.columns.length > 0 || input.kind !== 'rows';
  const nodes = elements(node, 'Expressions').flatMap((item) => expandLeg(item, lowering));
  const legs = piped ? [{ label: null as string | null, plan: input }, ...nodes] : nodes;
  return legs.map(({ label, plan }, index) => ({ name: label ?? pipedName(plan, index, lowering), plan }));
}

function expandLeg(item: SyntaxNode, lowering: Lowering): { label: string | null; plan: Plan }[] {
  if (nodeName(item) === 'NameReference' && symbolKind(item) === 'GroupSymbol') return wildcardLegs(item, lowering);
  return [{ label: legLabel(item, lowering), plan: lowering.table(item) }];
}

/** A stored table is named by its name, everything else by its place among the arguments. */
function legLabel(item: SyntaxNode, lowering: Lowering): string | null {
  const target = nodeName(item) === 'PathExpression' ? child(item, 'Selector') : item;
  if (nodeName(target) === 'NameReference' && symbolKind(target) !== 'FunctionSymbol') {
    const name = simpleName(target);
    return lowering.scope.find(name) === null || databaseOf(target) !== null ? name : null;
  }
  return asName(item);
}

/** `(… | as T)` names its leg T. */
function asName(item: SyntaxNode): string | null {
  let node = item;
  while (nodeName(node) === 'ParenthesizedExpression') node = child(node, 'Expression');
  if (nodeName(node) !== 'PipeExpression') return null;
  const last = child(node, 'Operator');
  return nodeName(last) === 'AsOperator' ? simpleName(child(last, 'Name')) : null;
}

function pipedName(plan: Plan, index: number, lowering: Lowering): string {
  for (const name of lowering.scope.tableNames()) {
    const binding = lowering.scope.find(name);
    if (binding?.kind === 'table' && binding.plan === plan && lowering.state.asNames.has(name)) return name;
  }
  if (plan.kind === 'table') return plan.table;
  return `union_arg${index}`;
}

function wildcardLegs(item: SyntaxNode, lowering: Lowering): { label: string | null; plan: Plan }[] {
  const pattern = new RegExp(`^${textOf(item).replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  const schema = lowering.state.catalog.databases.get(lowering.scope.database);
  const stored = [...(schema?.tables.keys() ?? [])].filter((name) => pattern.test(name));
  return stored.map((name) => {
    const plan = catalogTable(lowering.scope.database, name, lowering);
    if (plan === null) throw unsupported(`union of ${name}`);
    return { label: name, plan };
  });
}

function countType(names: Map<string, number>, _: Leg[], column: Column): void {
  const key = `${column.name}\n${column.type}`;
  names.set(key, (names.get(key) ?? 0) + 1);
}

/**
 * The leg's value for an output column. A column of the same name but different types in different legs becomes
 * one column per type, `x_long` and `x_string`.
 */
function itemFor(column: Column, plan: Plan, legs: Leg[]): Expression | null {
  const same = plan.columns.find((candidate) => candidate.name === column.name && candidate.type === column.type);
  if (same !== undefined && !isSplit(column.name, legs)) return columnReference(same);
  const suffix = `_${column.type}`;
  const base = column.name.replace(new RegExp(`${suffix}\\d*$`), '');
  if (base === column.name) return null;
  const split = plan.columns.find((candidate) => candidate.name === base && candidate.type === column.type);
  return split !== undefined && isSplit(base, legs) && column.name === splitName(base, column.type, legs) ? columnReference(split) : same === undefined ? null : columnReference(same);
}

function isSplit(name: string, legs: Leg[]): boolean {
  const types = new Set(legs.flatMap(({ plan }) => plan.columns.filter((column) => column.name === name).map((column) => column.type)));
  return types.size > 1;
}

/** A number is added when a leg already has a column of the suffixed name. */
function splitName(base: string, type: string, legs: Leg[]): string {
  const taken = new Set(legs.flatMap(({ plan }) => plan.columns.map((column) => column.name)));
  let name = `${base}_${type}`;
  for (let number = 1; taken.has(name); number++) name = `${base}_${type}${number}`;
  return name;
}
