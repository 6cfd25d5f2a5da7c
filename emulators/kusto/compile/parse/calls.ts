import { items, type NetList, type TypeSymbol } from './service.ts';
import { child, elements, maybeChild, nodeName, type SyntaxNode, simpleName } from './syntax-tree.ts';

/** The name of the function that a call, or a bare name, refers to. */
export function functionName(node: SyntaxNode): string {
  return nodeName(node) === 'FunctionCallExpression' ? simpleName(child(node, 'Name')) : simpleName(node);
}

export function callArguments(node: SyntaxNode): SyntaxNode[] {
  const list = maybeChild(node, 'ArgumentList');
  return list === null ? [] : elements(list, 'Expressions');
}

/** The signature of a function, as far as the compiler reads it. */
export interface Signature {
  Parameters: NetList<SignatureParameter>;
  /** The text of a user function's body. */
  Body: string | null;
  /** Where a let statement declares the function. */
  Declaration: (SyntaxNode & { Root: SyntaxNode }) | null;
}

interface SignatureParameter {
  Name: string;
  DeclaredTypes: NetList<TypeSymbol>;
  DefaultValue: SyntaxNode | null;
}

/** The first signature of the function that a call, or a bare name, refers to; null when it refers to none. */
export function calledSignature(call: SyntaxNode): Signature | null {
  const symbol = call.ReferencedSymbol as unknown as { Signatures?: NetList<Signature> } | null;
  const [signature] = symbol?.Signatures === undefined ? [] : [...items(symbol.Signatures)];
  return signature ?? null;
}
