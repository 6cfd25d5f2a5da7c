import {
  child,
  elements,
  maybeChild,
  namedParameters,
  type SyntaxNode,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import {
  type Column,
  columnReference,
  type Expression,
  filterOf,
  literal,
  type Plan,
  type UnionInput,
} from '../logical.ts';
import { mergedColumns } from '../merged-columns.ts';
import { type SearchOptions, searchCondition } from '../search-condition.ts';
import { allTables, listedTables } from '../table-list.ts';

/** Rows of every table in which the condition holds; a bare term is looked for in all text columns. */
export function lowerSearch(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const kind = namedParameters(node).get('kind');
  const options: SearchOptions = {
    isCaseSensitive: kind !== undefined && textOf(kind) === 'case_sensitive',
    absentColumn: 'false',
  };
  const tables = searched(node, input, lowering);
  const origins = new Map(
    mergedColumns(tables.map(({ plan }) => plan)).map((column) => [column.name, column.origin]),
  );
  const condition = child(node, 'Condition');
  const inputs = tables.map(({ name, plan }): UnionInput => {
    const predicate = searchCondition(condition, plan, options, lowering);
    const rows = filterOf(plan, predicate);
    return {
      plan: rows,
      items: columns.map((column) =>
        column.name === '$table' ? literal('string', name) : valueIn(origins.get(column.name), plan),
      ),
    };
  });
  return { kind: 'union', inputs, columns, isSerialized: false };
}

function searched(node: SyntaxNode, input: Plan, lowering: Lowering): { name: string; plan: Plan }[] {
  const isPiped = input.columns.length > 0 || input.kind !== 'rows';
  if (isPiped) return [{ name: input.kind === 'table' ? input.table : 'union_arg0', plan: input }];
  const clause = maybeChild(node, 'InClause');
  const listed =
    clause === null ? allTables(lowering) : listedTables(elements(clause, 'Expressions'), lowering, false);
  return listed.map(({ label, plan }, index) => ({ name: label ?? `union_arg${index}`, plan }));
}

/** The table's value for a column, null where it has none. */
export function valueIn(origin: Column | undefined, plan: Plan): Expression | null {
  const own = plan.columns.find(
    (candidate) => candidate.name === origin?.name && candidate.type === origin.type,
  );
  return own === undefined ? null : columnReference(own);
}
