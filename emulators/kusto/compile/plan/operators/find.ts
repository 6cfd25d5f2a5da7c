import { semanticError, unsupported } from '../../../types/kql-error.ts';
import { child, elements, maybeChild, nodeName, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  callOf,
  columnReference,
  type Expression,
  filterOf,
  literal,
  type Plan,
  type UnionInput,
} from '../logical.ts';
import { columnsMentioned, searchCondition } from '../search-condition.ts';
import { allTables, type ListedTable, listedTables } from '../table-list.ts';

/**
 * Rows of several tables that meet a condition. Without a list of columns, those that the condition names or that all
 * tables have are given, and the others packed into one.
 */
export function lowerFind(node: SyntaxNode, _: Plan, lowering: Lowering, columns: Column[]): Plan {
  const [source, ...others] = columns;
  if (source === undefined) throw new Error('find: no columns');
  const condition = child(node, 'Condition');
  const tables = searchedTables(node, condition, lowering);
  const packed = packedColumn(node, others, tables);
  const shown = others.filter((column) => column !== packed);
  const isDeclared = maybeChild(node, 'Project') !== null && declaresColumns(node);
  if (!isDeclared) refuseMixedTypes(shown, tables);
  const inputs = tables.map(({ label, plan }, index): UnionInput => {
    const predicate = searchCondition(
      condition,
      plan,
      { isCaseSensitive: false, absentColumn: 'null' },
      lowering,
    );
    const rows = filterOf(plan, predicate);
    const name = label ?? `union_arg${index}`;
    return {
      plan: rows,
      items: [
        literal('string', name),
        ...others.map((column) => (column === packed ? packedRest(shown, plan) : valueIn(column, plan))),
      ],
    };
  });
  return { kind: 'union', inputs, columns, isSerialized: false };
}

/** Tables that have none of the columns that the condition names are left out. */
function searchedTables(node: SyntaxNode, condition: SyntaxNode, lowering: Lowering): ListedTable[] {
  const clause = maybeChild(node, 'InClause');
  const listed =
    clause === null ? allTables(lowering) : listedTables(elements(clause, 'Expressions'), lowering, false);
  const mentioned = columnsMentioned(condition);
  const found =
    mentioned.size === 0
      ? listed
      : listed.filter(({ plan }) => plan.columns.some((column) => mentioned.has(column.name)));
  if (found.length === 0)
    throw semanticError(
      'SEM0100',
      'Semantic error: SEM0100: find: no table has the columns of the condition.',
    );
  return found;
}

function declaresColumns(node: SyntaxNode): boolean {
  return (
    nodeName(child(node, 'Project')) === 'FindProjectClause' &&
    elements(child(node, 'Project'), 'Columns').length > 0
  );
}

/** The property bag of the remaining columns: the last column where a table has no such column itself. */
function packedColumn(node: SyntaxNode, columns: Column[], tables: ListedTable[]): Column | null {
  const last = columns.at(-1);
  const isPacked =
    last !== undefined &&
    last.type === 'dynamic' &&
    last.name.startsWith('pack_') &&
    tables.every(({ plan }) => plan.columns.every((column) => column.name !== last.name));
  if (isPacked) return last;
  if (maybeChild(node, 'Project') === null) {
    const rest = tables.some(({ plan }) =>
      plan.columns.some((own) => columns.every(({ name }) => name !== own.name)),
    );
    if (rest) throw unsupported('find over tables whose columns the binder does not know');
  }
  return null;
}

/** Such a column becomes one per type in Kusto, which the binder does not do. */
function refuseMixedTypes(columns: readonly Column[], tables: readonly ListedTable[]): void {
  for (const { name, type } of columns) {
    const isMixed = tables.some(({ plan }) =>
      plan.columns.some((own) => own.name === name && own.type !== type),
    );
    if (isMixed)
      throw unsupported(`find over tables in which '${name}' has different types, without project,`);
  }
}

function valueIn(column: Column, plan: Plan): Expression | null {
  const own = plan.columns.find((candidate) => candidate.name === column.name);
  return own === undefined ? null : convertTo(column.type, columnReference(own));
}

function packedRest(shown: readonly Column[], plan: Plan): Expression {
  const names = new Set(shown.map((column) => column.name));
  const pairs = plan.columns
    .filter((column) => !names.has(column.name))
    .flatMap((column) => [literal('string', column.name), columnReference(column)]);
  return callOf('bag_pack', 'dynamic', ...pairs);
}
