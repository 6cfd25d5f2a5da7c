import { unsupported } from '../../../types/kql-error.ts';
import {
  elements,
  maybeChild,
  namedParameters,
  nodeName,
  type SyntaxNode,
  simpleName,
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
import { type MergedColumn, mergedColumns } from '../merged-columns.ts';
import { type ListedTable, listedTables } from '../table-list.ts';

interface Leg {
  name: string;
  plan: Plan;
}

export function lowerUnion(node: SyntaxNode, input: Plan, lowering: Lowering, bound: Column[]): Plan {
  const parameters = namedParameters(node);
  const withSource = parameters.get('withsource') ?? parameters.get('with_source');
  const sourceColumn = withSource === undefined ? null : simpleName(withSource);
  const legs = unionLegs(node, input, lowering, parameters);
  const kind = parameters.get('kind');
  const isInner = kind !== undefined && textOf(kind) === 'inner';
  const merged = mergedColumns(legs.map(({ plan }) => plan)).filter(
    ({ origin }) => !isInner || isCommon(origin, legs),
  );
  const columns = orderedColumns(node, merged, bound, sourceColumn);
  const inputs = legs.map(
    ({ name, plan }): UnionInput => ({
      plan,
      items: columns.map((column) =>
        column.origin === null ? literal('string', name) : itemFor(column, column.origin, plan),
      ),
    }),
  );
  return {
    kind: 'union',
    inputs,
    columns: columns.map(({ name, type }) => ({ name, type })),
    isSerialized: false,
  };
}

function unionLegs(
  node: SyntaxNode,
  input: Plan,
  lowering: Lowering,
  parameters: Map<string, SyntaxNode>,
): Leg[] {
  const fuzzy = parameters.get('isfuzzy');
  const isFuzzy = fuzzy !== undefined && textOf(fuzzy) === 'true';
  const piped = input.columns.length > 0 || input.kind !== 'rows';
  const listed = listedTables(elements(node, 'Expressions'), lowering, isFuzzy);
  const first: ListedTable[] = piped ? [{ label: null, database: null, plan: input }] : [];
  return [...first, ...listed].map(({ label, plan }, index) => ({
    name: label ?? pipedName(plan, index, lowering),
    plan,
  }));
}

function pipedName(plan: Plan, index: number, lowering: Lowering): string {
  for (const name of lowering.scope.tableNames()) {
    const binding = lowering.scope.find(name);
    if (binding?.kind === 'table' && binding.plan === plan && lowering.state.asNames.has(name)) return name;
  }
  if (plan.kind === 'table') return plan.table;
  return `union_arg${index}`;
}

interface UnionColumn extends Column {
  /** The column of the legs; null for the name of the leg. */
  origin: Column | null;
}

/**
 * The columns as the binder orders them, so that later operators see the same. Where it gives other names, or does not
 * know a leg, the columns are those of the legs; later operators must then not rely on the binder's.
 */
function orderedColumns(
  node: SyntaxNode,
  merged: MergedColumn[],
  bound: readonly Column[],
  sourceColumn: string | null,
): UnionColumn[] {
  const byName = new Map(merged.map((column) => [column.name, column]));
  const ordered = bound.flatMap((column): UnionColumn[] => {
    if (column.name === sourceColumn) return [{ ...column, origin: null }];
    const found = byName.get(column.name);
    return found === undefined ? [] : [{ ...column, origin: found.origin }];
  });
  const isKnown = ordered.length === bound.length && !(isLast(node) && merged.some(isNumbered));
  if (isKnown && ordered.filter(({ origin }) => origin !== null).length === merged.length) return ordered;
  const own: UnionColumn[] = [
    ...(sourceColumn === null ? [] : [{ name: sourceColumn, type: 'string' as const, origin: null }]),
    ...merged,
  ];
  const isInner =
    own.length < bound.length && own.every((column) => bound.some((other) => other.name === column.name));
  if (isInner || bound.length === 0 || isLast(node)) return own;
  throw unsupported(
    `union of tables with columns (${own.map(({ name }) => name).join(', ')}) before other operators`,
  );
}

/** The engine and the binder number clashing names in different order. */
function isNumbered({ name, type, origin }: MergedColumn): boolean {
  return name !== origin.name && name !== `${origin.name}_${type}`;
}

/** No operator follows. */
function isLast(node: SyntaxNode): boolean {
  const parent = maybeChild(node, 'Parent');
  if (parent === null) return false;
  if (nodeName(parent) === 'ExpressionStatement') return true;
  return nodeName(parent) === 'PipeExpression' && maybeChild(parent, 'Operator') === node && isLast(parent);
}

/** kind=inner gives only the columns that every table has; the binder declares them all. */
function isCommon(column: Column, legs: Leg[]): boolean {
  return legs.every(({ plan }) =>
    plan.columns.some((own) => own.name === column.name && own.type === column.type),
  );
}

/** The leg's value for an output column, null where it has none. */
function itemFor(column: Column, origin: Column, plan: Plan): Expression | null {
  const own = plan.columns.find(
    (candidate) => candidate.name === origin.name && candidate.type === origin.type,
  );
  return own === undefined ? null : convertTo(column.type, columnReference(own));
}
