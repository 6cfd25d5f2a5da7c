import { callArguments } from '../../parse/calls.ts';
import { child, nodeName, type SyntaxNode, simpleName, tokenText } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { both } from '../expression-parts.ts';
import type { Expression } from '../logical.ts';
import { type PathPart, pathPart } from './graph-calls.ts';
import { isOwn, type MatchScope } from './match-scope.ts';

/**
 * Reads a where clause: what concerns one element only becomes a filter of that element, so that it is applied while
 * the pattern is matched. Gives the other conditions.
 */
export function readConditions(
  where: SyntaxNode | null,
  match: MatchScope,
  lowering: Lowering,
): Expression[] {
  if (where === null) return [];
  return conjuncts(child(where, 'Condition')).flatMap((condition) => remaining(condition, match, lowering));
}

function conjuncts(node: SyntaxNode): SyntaxNode[] {
  if (nodeName(node) === 'ParenthesizedExpression') return conjuncts(child(node, 'Expression'));
  if (nodeName(node) !== 'BinaryExpression' || tokenText(node, 'Operator') !== 'and') return [node];
  return [...conjuncts(child(node, 'Left')), ...conjuncts(child(node, 'Right'))];
}

function remaining(node: SyntaxNode, match: MatchScope, lowering: Lowering): Expression[] {
  const each = conditionOfEach(node, match, lowering);
  if (each !== null) return isOwn(each.condition) ? filtered(each, match) : [collected(each, match)];
  const { expression, path } = match.lower(node, lowering);
  if (path !== null) {
    // A condition on a property of a path holds for each of its edges.
    const direct = { path, of: 'edge', condition: expression } as const;
    return isOwn(expression) ? filtered(direct, match) : [collected(direct, match)];
  }
  const single = match.overOneElement(expression);
  if (single === null) return [expression];
  const { kind, index } = single.attachment;
  const element = kind === 'node' ? match.pattern.nodes[index] : match.pattern.edges[index];
  // Degrees are not among the columns that filters of the pattern see.
  if (element === undefined || match.usesDegrees) return [expression];
  element.filter = both(element.filter, single.condition);
  return [];
}

type EachCondition = PathPart & { condition: Expression };

/** `all(e, …)` or `all(inner_nodes(e), …)` as a condition of its own. */
function conditionOfEach(node: SyntaxNode, match: MatchScope, lowering: Lowering): EachCondition | null {
  if (nodeName(node) !== 'FunctionCallExpression' || simpleName(child(node, 'Name')) !== 'all') return null;
  const [subject, condition] = callArguments(node);
  const part = pathPart(subject, match);
  if (part === null || condition === undefined) return null;
  return { ...part, condition: match.lowerOver(part.of, condition, lowering) };
}

function collected({ path, of, condition }: EachCondition, match: MatchScope): Expression {
  return match.collect(path, of, 'all', condition);
}

function filtered(each: EachCondition, match: MatchScope): Expression[] {
  const edge = match.pattern.edges[each.path];
  if (edge === undefined || match.usesDegrees) return [collected(each, match)];
  if (each.of === 'edge') edge.filter = both(edge.filter, each.condition);
  else edge.innerFilter = both(edge.innerFilter, each.condition);
  return [];
}
