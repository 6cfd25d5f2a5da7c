import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  literalText,
  maybeChild,
  type SyntaxNode,
  simpleName,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import { type Column, columnReference, type Expression, literal, type Plan } from '../logical.ts';
import { projection } from './project.ts';

/** Adds a column for each listed key with the value that follows it in the text. */
export function lowerParseKv(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const subject = convertTo('string', lowering.expression(child(node, 'Expression')));
  const bag: Expression = {
    kind: 'call',
    type: 'dynamic',
    name: 'parse_kv_bag',
    arguments: [subject, ...optionsOf(node).map((text) => literal('string', text))],
  };
  const keys = new Set(elements(child(node, 'Keys'), 'Columns').map((key) => simpleName(child(key, 'Name'))));
  const items = columns.map((column) => {
    const isKey = keys.has(column.name);
    const value: Expression = {
      kind: 'path',
      type: 'dynamic',
      base: bag,
      steps: [literal('string', column.name)],
    };
    return { ...column, expression: isKey ? convertTo(column.type, value) : columnReference(column) };
  });
  return projection(input, items);
}

/** Pair delimiter, key-value delimiter, quotes as JSON, escapes. */
function optionsOf(node: SyntaxNode): string[] {
  const clause = maybeChild(node, 'WithClause');
  const given = clause === null ? [] : elements(clause, 'Properties');
  const values = (name: string) =>
    given
      .filter((property) => simpleName(child(property, 'Name')) === name)
      .map((property) => literalText(child(property, 'Expression')));
  if (values('regex').length > 0) throw unsupported('parse-kv with a regex');
  if (values('greedy').includes('true')) throw unsupported('parse-kv with greedy=true');
  const [pair = ''] = values('pair_delimiter');
  const [kv = ''] = values('kv_delimiter');
  if ((pair === '') !== (kv === '')) throw unsupported('parse-kv with one delimiter');
  return [pair, kv, JSON.stringify(values('quote')), values('escape').join('')];
}
