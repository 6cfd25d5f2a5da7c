import { semanticError } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  maybeChild,
  nodeName,
  type SyntaxNode,
  tokenText,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { type Expression, type Plan, type SortKey, sortOf } from '../logical.ts';

/** DuckDB plans a sort in time that grows with the square of its keys. */
const maxSortKeys = 256;

export function lowerSort(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const items = elements(node, 'Expressions');
  if (items.length > maxSortKeys) {
    throw semanticError(
      'CRT0015',
      `Semantic error: CRT0015: Query complexity exceeded: a sort takes at most ${maxSortKeys} columns.`,
    );
  }
  const keys = items.map((item) => sortKey(item, lowering));
  return sortOf(input, keys);
}

export function lowerTop(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const limit = lowering.expression(child(node, 'Expression'));
  const keys = [sortKey(child(node, 'ByExpression'), lowering)];
  return sortOf(input, keys, limit);
}

export function lowerTake(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  return taken(input, lowering.expression(child(node, 'Expression')), false);
}

export function lowerSample(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  return taken(input, lowering.expression(child(node, 'Expression')), true);
}

function taken(input: Plan, count: Expression, isSample: boolean): Plan {
  return {
    kind: 'take',
    input,
    count,
    isSample,
    columns: input.columns,
    isSerialized: input.isSerialized && !isSample,
  };
}

/** Descending by default; nulls first when ascending and last when descending, unless said otherwise. */
export function sortKey(node: SyntaxNode, lowering: Lowering): SortKey {
  if (nodeName(node) !== 'OrderedExpression') {
    return { expression: lowering.expression(node), isDescending: true, nullsFirst: false };
  }
  const expression = lowering.expression(child(node, 'Expression'));
  const ordering = child(node, 'Ordering');
  const direction = maybeChild(ordering, 'AscOrDescKeyword');
  const isDescending = direction === null || tokenText(ordering, 'AscOrDescKeyword') !== 'asc';
  const nulls = maybeChild(ordering, 'NullsClause');
  const nullsFirst = nulls === null ? !isDescending : tokenText(nulls, 'FirstOrLastKeyword') === 'first';
  return { expression, isDescending, nullsFirst };
}
