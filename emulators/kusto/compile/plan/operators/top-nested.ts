import {
  child,
  elements,
  maybeChild,
  nodeName,
  type SyntaxNode,
  simpleName,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import type { Column, Plan, TopNestedLevel } from '../logical.ts';
import { named } from './project.ts';
import { sortKey } from './sort.ts';

/** Each level takes its top values within those that the levels before it took; a column for the value, one for the aggregate. */
export function lowerTopNested(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const levels = elements(node, 'Clauses').map((clause, index) =>
    levelOf(clause, columnAt(columns, 2 * index), columnAt(columns, 2 * index + 1), lowering),
  );
  return { kind: 'topNested', input, levels, columns, isSerialized: false };
}

function levelOf(clause: SyntaxNode, key: Column, value: Column, lowering: Lowering): TopNestedLevel {
  const countNode = maybeChild(clause, 'Expression');
  const othersClause = maybeChild(clause, 'WithOthersClause');
  const order = sortKey(unnamed(child(clause, 'ByExpression')), lowering);
  return {
    key: named(key, lowering.expression(unnamed(child(clause, 'OfExpression'))), 'top-nested'),
    value: named(value, order.expression, 'top-nested'),
    count: countNode === null ? null : lowering.expression(countNode),
    others:
      othersClause === null
        ? null
        : convertTo(key.type, lowering.expression(child(othersClause, 'Expression'))),
    isDescending: order.isDescending,
    nullsFirst: order.nullsFirst,
  };
}

/** `name = expression asc` is parsed with the order inside or outside of the name. */
function unnamed(node: SyntaxNode): SyntaxNode {
  return nodeName(node) === 'SimpleNamedExpression' && simpleName(node) !== ''
    ? child(node, 'Expression')
    : node;
}

function columnAt(columns: Column[], index: number): Column {
  const column = columns[index];
  if (column === undefined) throw new Error(`top-nested: no column ${index}`);
  return column;
}
