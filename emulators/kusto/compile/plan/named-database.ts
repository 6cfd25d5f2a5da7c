import { unsupported } from '../../types/kql-error.ts';
import { clusterName } from '../bind/catalog.ts';
import { callArguments, functionName } from '../parse/calls.ts';
import {
  child,
  literalText,
  nodeName,
  parentOf,
  type SyntaxNode,
  simpleName,
  symbolClass,
  symbolKind,
  textOf,
} from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';

/** The database of `database("x").T` when the node is the T, else null. */
export function databaseOf(node: SyntaxNode, lowering: Lowering): string | null {
  const parent = parentOf(node);
  if (parent === null || nodeName(parent) !== 'PathExpression') return null;
  if (child(parent, 'Selector') !== node) return null;
  return databaseCalled(child(parent, 'Expression'), lowering);
}

/** The database that `database("x")`, an alias of one, or `cluster(…).database("x")` stands for; null for another node. */
export function databaseCalled(node: SyntaxNode, lowering: Lowering): string | null {
  let base = node;
  if (symbolKind(base) === 'EntityGroupElementSymbol') {
    const binding = lowering.scope.find(simpleName(base));
    return binding?.kind === 'record' ? (binding.database ?? null) : null;
  }
  if (nodeName(base) === 'PathExpression') {
    const cluster = child(base, 'Expression');
    // Another cluster's rows can't be had here, and this one's must not stand in for them.
    if (functionName(cluster) === 'cluster' && cluster.ResultType?.Name !== clusterName)
      throw unsupported(`cluster() of another cluster, ${textOf(cluster)},`);
    base = child(base, 'Selector');
  }
  if (nodeName(base) !== 'FunctionCallExpression' || functionName(base) !== 'database') return null;
  const [name] = callArguments(base);
  if (name !== undefined && nodeName(name) === 'LiteralExpression' && literalText(name).includes('*'))
    return literalText(name);
  // The binder has looked the name up: a literal, a constant of let, an alias, or none for the current one.
  const found = base.ResultType?.Name;
  const isLiteral = name === undefined || nodeName(name) === 'LiteralExpression';
  const isKnown = isLiteral || (found !== undefined && lowering.state.catalog.databases.has(found));
  if (found === undefined || symbolClass(base.ResultType) !== 'DatabaseSymbol' || !isKnown)
    throw unsupported('database() with a computed name');
  return found;
}
