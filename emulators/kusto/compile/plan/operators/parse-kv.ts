import { capturingGroups } from '../../../functions/regex.ts';
import { semanticError } from '../../../types/kql-error.ts';
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
import { type Column, callOf, columnReference, type Expression, literal, type Plan } from '../logical.ts';
import { projection } from './project.ts';

/** Adds a column for each listed key with the value that follows it in the text. */
export function lowerParseKv(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const subject = convertTo('string', lowering.expression(child(node, 'Expression')));
  const bag = bagOf(node, subject);
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

/** The pairs of the text as a property bag. */
function bagOf(node: SyntaxNode, subject: Expression): Expression {
  const clause = maybeChild(node, 'WithClause');
  const given = clause === null ? [] : elements(clause, 'Properties');
  const values = (name: string) =>
    given
      .filter((property) => simpleName(child(property, 'Name')) === name)
      .map((property) => literalText(child(property, 'Expression')));
  const [regex] = values('regex');
  const [pair = ''] = values('pair_delimiter');
  const [kv = ''] = values('kv_delimiter');
  if (regex !== undefined) {
    if (given.length > 1) throw wrong('a regex stands for all other properties');
    if (capturingGroups(regex).length !== 2) throw wrong('the regex must have two capturing groups');
    return bagCall('parse_kv_regex_bag', subject, [regex]);
  }
  if ((pair === '') !== (kv === '')) throw wrong('pair_delimiter and kv_delimiter belong together');
  const isGreedy = values('greedy').includes('true');
  if (isGreedy && pair === '') throw wrong('greedy needs delimiters');
  const quotes = JSON.stringify(values('quote'));
  return bagCall('parse_kv_bag', subject, [
    pair,
    kv,
    quotes,
    values('escape').join(''),
    isGreedy ? 'greedy' : '',
  ]);
}

function bagCall(name: string, subject: Expression, options: string[]): Expression {
  return callOf(name, 'dynamic', subject, ...options.map((text) => literal('string', text)));
}

function wrong(what: string): Error {
  return semanticError('SEM0044', `Semantic error: SEM0044: parse-kv: ${what}.`);
}
