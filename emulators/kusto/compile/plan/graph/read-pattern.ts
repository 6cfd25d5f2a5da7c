import { semanticError, unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  listElements,
  literalText,
  maybeChild,
  namedParameters,
  nodeName,
  type SyntaxNode,
  simpleName,
  textOf,
  tokenText,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { type Expression, literal } from '../logical.ts';
import type { CyclesOption, GraphPattern, PatternEdge } from './graph-plan.ts';

export interface NamedPattern extends GraphPattern {
  /** Index of each named element. */
  names: Map<string, { kind: 'node' | 'edge'; index: number }>;
  /** Number of comma-separated sequences. */
  sequences: number;
}

/** The pattern of graph-match or graph-shortest-paths; filters are added as its where clause is read. */
export function readPattern(operator: SyntaxNode, lowering: Lowering): NamedPattern {
  const pattern: NamedPattern = {
    nodes: [],
    edges: [],
    cycles: cyclesOption(operator),
    names: new Map(),
    sequences: 0,
  };
  for (const sequence of elements(operator, 'Patterns')) {
    readSequence(listElements(child(sequence, 'PatternElements')), pattern, lowering);
    pattern.sequences += 1;
  }
  return pattern;
}

function readSequence(parts: SyntaxNode[], pattern: NamedPattern, lowering: Lowering): void {
  let left: number | null = null;
  let waiting: SyntaxNode | null = null;
  for (const part of parts) {
    if (nodeName(part) === 'GraphMatchPatternEdge') {
      waiting = part;
      continue;
    }
    const right = nodeIndex(part, pattern);
    if (waiting !== null && left !== null) addEdge(waiting, left, right, pattern, lowering);
    waiting = null;
    left = right;
  }
}

function nodeIndex(part: SyntaxNode, pattern: NamedPattern): number {
  const name = nameOf(part);
  const known = name === null ? undefined : pattern.names.get(name);
  if (known?.kind === 'node') return known.index;
  if (known !== undefined) throw nameTwice(name ?? '');
  const index = pattern.nodes.push({ filter: null }) - 1;
  if (name !== null) pattern.names.set(name, { kind: 'node', index });
  return index;
}

function addEdge(
  part: SyntaxNode,
  left: number,
  right: number,
  pattern: NamedPattern,
  lowering: Lowering,
): void {
  const name = nameOf(part);
  if (name !== null && pattern.names.has(name)) throw nameTwice(name);
  const range = maybeChild(part, 'Range');
  const index =
    pattern.edges.push({
      left,
      right,
      direction: directionOf(part),
      range: range === null ? null : rangeOf(range, lowering),
      filter: null,
      innerFilter: null,
    }) - 1;
  if (name !== null) pattern.names.set(name, { kind: 'edge', index });
}

function nameTwice(name: string) {
  return semanticError(
    'SEM0501',
    `Semantic error: SEM0501: '${name}' stands for more than one element of the pattern.`,
  );
}

function nameOf(part: SyntaxNode): string | null {
  const declaration = maybeChild(part, 'Name');
  const name = declaration === null ? '' : simpleName(declaration);
  return name === '' ? null : name;
}

function directionOf(part: SyntaxNode): PatternEdge['direction'] {
  const last = maybeChild(part, 'LastToken');
  const text = `${tokenText(part, 'FirstToken')} ${last === null ? '' : tokenText(part, 'LastToken')}`;
  const [pointsLeft, pointsRight] = [text.startsWith('<'), text.includes('>')];
  if (pointsLeft && pointsRight) throw unsupported('An edge of a graph pattern with two directions');
  return pointsLeft ? 'left' : pointsRight ? 'right' : 'any';
}

function rangeOf(range: SyntaxNode, lowering: Lowering): PatternEdge['range'] {
  const min = rangeBound(child(range, 'RangeStart'), lowering);
  const max = rangeBound(child(range, 'RangeEnd'), lowering);
  if (min.kind === 'literal' && max.kind === 'literal' && Number(min.value) > Number(max.value))
    throw badRange('must be in ascending order');
  return { min, max };
}

/** The binder leaves the bounds alone: they have no types, and names in them refer to nothing. */
function rangeBound(node: SyntaxNode, lowering: Lowering): Expression {
  const bound = nodeName(node) === 'LiteralExpression' ? literalBound(node) : namedBound(node, lowering);
  if (bound.type !== 'long' && bound.type !== 'int') throw badRange('must be integers');
  if (bound.kind === 'literal' && (typeof bound.value !== 'bigint' || bound.value < 0n))
    throw badRange('must not be negative');
  return bound;
}

function literalBound(node: SyntaxNode): Expression {
  const text = literalText(node);
  if (!/^\d{1,9}$/.test(text)) throw badRange('must be integers');
  return literal('long', BigInt(text));
}

function namedBound(node: SyntaxNode, lowering: Lowering): Expression {
  if (nodeName(node) !== 'NameReference') throw badRange('must be numbers or names of numbers');
  const binding = lowering.scope.find(simpleName(node));
  if (binding?.kind === 'scalar') return binding.expression;
  throw semanticError('SEM0100', `Semantic error: SEM0100: '${simpleName(node)}' is not a number.`);
}

function badRange(what: string) {
  return semanticError('SEM0502', `Semantic error: SEM0502: the bounds of a variable length edge ${what}.`);
}

const cyclesOptions = new Set<string>(['all', 'none', 'unique_edges']);

function cyclesOption(operator: SyntaxNode): CyclesOption {
  const given = namedParameters(operator).get('cycles');
  if (given === undefined) return 'unique_edges';
  const text = textOf(given);
  if (cyclesOptions.has(text)) return text as CyclesOption;
  throw semanticError(
    'SEM0503',
    `Semantic error: SEM0503: cycles must be all, none or unique_edges, not ${text}.`,
  );
}
