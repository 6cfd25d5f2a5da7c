import type { AnalyzedCode } from '../parse/service.ts';
import {
  child,
  children,
  columnsOf,
  elements,
  maybeChild,
  nodeName,
  parentOf,
  type SyntaxNode,
  scalarType,
  simpleName,
  textOf,
} from '../parse/syntax-tree.ts';

interface Replacement {
  start: number;
  end: number;
  text: string;
}

/**
 * Forms that Microsoft's engine runs and its binder refuses or takes for something else: a function called on its first
 * argument (`todatetime(t).tostring()`), a join condition whose sides are exchanged (`$right.a == $left.b`), and a
 * serialize that updates a column (serialize-operator.md; the binder adds one of another name). Returns the text
 * in the binder's form, but for forms around other ones, which are left for the next time; null when there is nothing to
 * change.
 */
export function acceptedForm(code: AnalyzedCode): string | null {
  if (!/\.\s*\w+\s*\(|\$right\s*\.|\bserialize\b/.test(code.Text)) return null;
  const found = innermost(code.Syntax, code.Text);
  if (found.length === 0) return null;
  return found.reduceRight(
    (text, { start, end, text: own }) => text.slice(0, start) + own + text.slice(end),
    code.Text,
  );
}

/** In the order of the text. */
function innermost(node: SyntaxNode, text: string): Replacement[] {
  const within = children(node).flatMap((part) => innermost(part, text));
  if (within.length > 0) return within;
  const own = replacementOf(node, text);
  return own === null ? [] : [own];
}

function replacementOf(node: SyntaxNode, text: string): Replacement | null {
  switch (nodeName(node)) {
    case 'PathExpression':
      return calledOnArgument(node, text);
    case 'BinaryExpression':
      return exchangedSides(node, text);
    case 'SerializeOperator':
      return updatingSerialize(node, text);
    default:
      return null;
  }
}

function calledOnArgument(node: SyntaxNode, text: string): Replacement | null {
  const [base, call] = [child(node, 'Expression'), child(node, 'Selector')];
  if (nodeName(call) !== 'FunctionCallExpression' || scalarType(base) === null) return null;
  const list = child(call, 'ArgumentList');
  const given = text.slice(list.TextStart + 1, list.End - 1).trim();
  const first = text.slice(base.TextStart, base.End);
  const name = textOf(child(call, 'Name'));
  return {
    start: node.TextStart,
    end: node.End,
    text: `${name}(${given === '' ? first : `${first}, ${given}`})`,
  };
}

function exchangedSides(node: SyntaxNode, text: string): Replacement | null {
  const [left, right] = [child(node, 'Left'), child(node, 'Right')].map((side) =>
    text.slice(side.TextStart, side.End),
  );
  if (left === undefined || right === undefined) return null;
  if (!/^\$right\s*\./.test(left) || !/^\$left\s*\./.test(right)) return null;
  return { start: node.TextStart, end: node.End, text: `${right} == ${left}` };
}

/** `serialize x = …` as `serialize | extend x = …` where the input has a column x. */
function updatingSerialize(node: SyntaxNode, text: string): Replacement | null {
  const parent = parentOf(node);
  const isPiped = parent !== null && maybeChild(parent, 'Operator') === node;
  const input = isPiped ? child(parent, 'Expression') : null;
  const known = columnsOf(input?.ResultType ?? null)?.map(({ name }) => name) ?? [];
  const items = elements(node, 'Expressions');
  const updates = (item: SyntaxNode) =>
    nodeName(item) === 'SimpleNamedExpression' && known.includes(simpleName(child(item, 'Name')));
  const [first] = items;
  if (first === undefined || !items.some(updates)) return null;
  const given = text.slice(first.TextStart, node.End);
  return { start: node.TextStart, end: node.End, text: `serialize | extend ${given}` };
}
