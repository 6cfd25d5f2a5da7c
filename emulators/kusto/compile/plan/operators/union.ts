import { KqlError, unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  namedParameters,
  nodeName,
  type SyntaxNode,
  simpleName,
  symbolKind,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  columnReference,
  type Expression,
  literal,
  type Plan,
  type UnionInput,
} from '../logical.ts';
import { catalogTable, databaseOf, visibleTables } from '../sources.ts';

interface Leg {
  name: string;
  plan: Plan;
}

export function lowerUnion(node: SyntaxNode, input: Plan, lowering: Lowering, bound: Column[]): Plan {
  const parameters = namedParameters(node);
  const withSource = parameters.get('withsource') ?? parameters.get('with_source');
  const sourceColumn = withSource === undefined ? null : simpleName(withSource);
  const fuzzy = parameters.get('isfuzzy');
  const legs = unionLegs(node, input, lowering, fuzzy !== undefined && textOf(fuzzy) === 'true');
  refuseNameClash(legs);
  // The binder gives no columns when it does not know a leg.
  const all = bound.length > 0 ? bound : distinctColumns(legs);
  const kind = parameters.get('kind');
  const isInner = kind !== undefined && textOf(kind) === 'inner';
  const columns = isInner
    ? all.filter((column) => column.name === sourceColumn || isCommon(column, legs))
    : all;
  const inputs = legs.map(
    ({ name, plan }): UnionInput => ({
      plan,
      items: columns.map((column) =>
        column.name === sourceColumn ? literal('string', name) : itemFor(column, plan, legs),
      ),
    }),
  );
  return { kind: 'union', inputs, columns, isSerialized: false };
}

function unionLegs(node: SyntaxNode, input: Plan, lowering: Lowering, isFuzzy: boolean): Leg[] {
  const piped = input.columns.length > 0 || input.kind !== 'rows';
  const nodes = elements(node, 'Expressions').flatMap((item) =>
    isFuzzy ? presentLegs(item, lowering) : expandLeg(item, lowering),
  );
  const legs = piped ? [{ label: null as string | null, plan: input }, ...nodes] : nodes;
  return legs.map(({ label, plan }, index) => ({ name: label ?? pipedName(plan, index, lowering), plan }));
}

/** A leg whose table does not exist is left out. */
function presentLegs(item: SyntaxNode, lowering: Lowering): { label: string | null; plan: Plan }[] {
  try {
    return expandLeg(item, lowering);
  } catch (error) {
    if (error instanceof KqlError && error.code === 'SEM0100') return [];
    throw error;
  }
}

function expandLeg(item: SyntaxNode, lowering: Lowering): { label: string | null; plan: Plan }[] {
  if (nodeName(item) === 'NameReference' && textOf(item).includes('*')) return wildcardLegs(item, lowering);
  return [{ label: legLabel(item, lowering), plan: lowering.table(item) }];
}

/** A stored table is named by its name, everything else by its place among the arguments. */
function legLabel(item: SyntaxNode, lowering: Lowering): string | null {
  const target = nodeName(item) === 'PathExpression' ? child(item, 'Selector') : item;
  if (symbolKind(target) === 'FunctionSymbol') {
    return (target.ReferencedSymbol as unknown as { IsView?: boolean }).IsView === true
      ? (target.ReferencedSymbol?.Name ?? null)
      : null;
  }
  if (nodeName(target) === 'NameReference') {
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
  const pattern = new RegExp(
    `^${textOf(item)
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
  );
  const stored = visibleTables(lowering.scope.database, lowering).filter((name) => pattern.test(name));
  const views = lowering.views().filter(({ name }) => pattern.test(name));
  if (stored.length + views.length === 0)
    throw new KqlError('semantic', 'SEM0100', `Semantic error: SEM0100: no table matches '${textOf(item)}'.`);
  const bound = views.map(({ name, plan }) => ({ label: name, plan }));
  return [
    ...bound,
    ...stored.map((name) => {
      const plan = catalogTable(lowering.scope.database, name, lowering);
      if (plan === null) throw unsupported(`union of ${name}`);
      return { label: name, plan };
    }),
  ];
}

/** kind=inner gives only the columns that every table has; the binder declares them all. */
function isCommon(column: Column, legs: Leg[]): boolean {
  return legs.every(({ plan }) =>
    plan.columns.some((own) => own.name === column.name && own.type === column.type),
  );
}

function distinctColumns(legs: Leg[]): Column[] {
  const columns = new Map(legs.flatMap(({ plan }) => plan.columns.map((column) => [column.name, column])));
  for (const name of columns.keys())
    if (isSplit(name, legs)) throw unsupported('A fuzzy union of tables with different types');
  return [...columns.values()];
}

/** Two legs' types share a name and a third column already has the name that one of them would get. */
function refuseNameClash(legs: Leg[]): void {
  const all = legs.flatMap(({ plan }) => plan.columns);
  for (const { name, type } of all) {
    if (isSplit(name, legs) && all.some((other) => other.name === `${name}_${type}`))
      throw unsupported(`union of tables with columns ${name} and ${name}_${type}`);
  }
}

/**
 * The leg's value for an output column. A column of the same name but different types in different legs becomes
 * one column per type, `x_long` and `x_string`.
 */
function itemFor(column: Column, plan: Plan, legs: Leg[]): Expression | null {
  const same = plan.columns.find(
    (candidate) => candidate.name === column.name && candidate.type === column.type,
  );
  if (same !== undefined) return columnReference(same);
  // The binder may know the column by another type, e.g. the ordinal of getschema.
  const other = plan.columns.find((candidate) => candidate.name === column.name);
  if (other !== undefined && !isSplit(column.name, legs))
    return convertTo(column.type, columnReference(other));
  const suffix = `_${column.type}`;
  if (!column.name.endsWith(suffix)) return null;
  const base = column.name.slice(0, -suffix.length);
  const split = plan.columns.find((candidate) => candidate.name === base && candidate.type === column.type);
  return split !== undefined && isSplit(base, legs) ? columnReference(split) : null;
}

function isSplit(name: string, legs: Leg[]): boolean {
  const types = new Set(
    legs.flatMap(({ plan }) =>
      plan.columns.filter((column) => column.name === name).map((column) => column.type),
    ),
  );
  return types.size > 1;
}
