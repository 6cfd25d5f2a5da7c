import { child, elements, maybeChild, nodeName, type SyntaxNode, simpleName } from './syntax-tree.ts';

/** The name of the function that a call, or a bare name, refers to. */
export function functionName(node: SyntaxNode): string {
  return nodeName(node) === 'FunctionCallExpression' ? simpleName(child(node, 'Name')) : simpleName(node);
}

export function callArguments(node: SyntaxNode): SyntaxNode[] {
  const list = maybeChild(node, 'ArgumentList');
  return list === null ? [] : elements(list, 'Expressions');
}
