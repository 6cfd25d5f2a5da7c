import { semanticError, unsupported } from '../../../types/kql-error.ts';
import { callArguments } from '../../parse/calls.ts';
import { child, nodeName, type SyntaxNode, simpleName } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { callOf, type Expression, literal } from '../logical.ts';
import { currentElement, type GraphElement } from './graph-element.ts';
import { type Collection, graphColumns } from './graph-plan.ts';
import { matchColumns } from './match-columns.ts';
import type { MatchScope } from './match-scope.ts';

/** Null when the call is not one of a graph operator's clauses. */
type GraphCall = (node: SyntaxNode, lowering: Lowering) => Expression | null;

/** Functions that read the elements of a graph pattern. */
export const graphCalls: Record<string, GraphCall> = {
  all: (node, lowering) => overPath('all', node, lowering),
  any: (node, lowering) => overPath('any', node, lowering),
  map: (node, lowering) => overPath('map', node, lowering),
  array_length: pathLength,
  labels: (node, lowering) => (elementAt(node, lowering) === null ? null : literal('dynamic', '[]')),
  node_degree_in: (node, lowering) => hidden(node, lowering, graphColumns.degreeIn),
  node_degree_out: (node, lowering) => hidden(node, lowering, graphColumns.degreeOut),
  node_id: nodeId,
};

/** A path, or the nodes inside of it. */
export interface PathPart {
  path: number;
  of: 'edge' | 'node';
}

/** What `e` or `inner_nodes(e)` stands for; null for anything else. */
export function pathPart(node: SyntaxNode | undefined, match: MatchScope): PathPart | null {
  if (node === undefined) return null;
  if (nodeName(node) === 'ParenthesizedExpression') return pathPart(child(node, 'Expression'), match);
  if (nodeName(node) === 'FunctionCallExpression' && simpleName(child(node, 'Name')) === 'inner_nodes') {
    const part = pathPart(callArguments(node)[0], match);
    if (part === null || part.of === 'node') throw notAPath('inner_nodes');
    return { path: part.path, of: 'node' };
  }
  if (nodeName(node) !== 'NameReference') return null;
  const found = match.pattern.names.get(simpleName(node));
  if (found?.kind !== 'edge' || match.pattern.edges[found.index]?.range == null) return null;
  return { path: found.index, of: 'edge' };
}

function notAPath(name: string) {
  return semanticError(
    'SEM0504',
    `Semantic error: SEM0504: ${name}() takes a variable length edge of the pattern.`,
  );
}

function overPath(fold: Collection['fold'], node: SyntaxNode, lowering: Lowering): Expression | null {
  const { match } = lowering.scope;
  if (match === null) return null;
  const [subject, value] = callArguments(node);
  const part = pathPart(subject, match);
  if (part === null || value === undefined) throw notAPath(fold);
  return match.collect(part.path, part.of, fold, match.lowerOver(part.of, value, lowering));
}

/** How many edges a path has is known without looking at them. */
function pathLength(node: SyntaxNode, lowering: Lowering): Expression | null {
  const { match } = lowering.scope;
  const part = match === null ? null : pathPart(callArguments(node)[0], match);
  if (part === null) return null;
  if (part.of === 'node') throw unsupported('array_length() of inner_nodes()');
  return { kind: 'column', type: 'long', name: matchColumns.length(part.path) };
}

/** The element that a call names, or without an argument the one at hand. */
function elementAt(node: SyntaxNode, lowering: Lowering): GraphElement | null {
  const [subject] = callArguments(node);
  const name = subject === undefined ? currentElement : simpleName(subject);
  const binding = lowering.scope.find(name);
  return binding?.kind === 'element' ? binding.element : null;
}

function hidden(node: SyntaxNode, lowering: Lowering, name: string): Expression | null {
  const element = nodeAt(node, lowering);
  return element?.hidden({ name, type: 'long' }) ?? null;
}

function nodeId(node: SyntaxNode, lowering: Lowering): Expression | null {
  const element = nodeAt(node, lowering);
  const type = lowering.scope.match?.graph.keyType;
  if (element === null || type === undefined) return null;
  const key = element.hidden({ name: graphColumns.key, type });
  return type === 'string' ? key : callOf('tostring', 'string', key);
}

function nodeAt(node: SyntaxNode, lowering: Lowering): GraphElement | null {
  const element = elementAt(node, lowering);
  if (element === null) return null;
  if (element.kind === 'node') return element;
  throw semanticError(
    'SEM0505',
    `Semantic error: SEM0505: ${simpleName(child(node, 'Name'))}() takes a node of the pattern.`,
  );
}
