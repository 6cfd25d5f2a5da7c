import { semanticError } from '../../types/kql-error.ts';
import { parseLiteral } from '../../types/literal.ts';
import type { KustoType } from '../../types/schema.ts';
import {
  child,
  elements,
  literalText,
  nodeName,
  type SyntaxNode,
  scalarType,
  textOf,
} from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { convertTo } from './convert.ts';
import { type Expression, literal } from './logical.ts';

/**
 * The default of a parameter or a declared column. The binder leaves some of these values without types: such a literal
 * is read as one of `type`, anything else is bound on its own.
 */
export function defaultValue(node: SyntaxNode, type: KustoType, lowering: Lowering): Expression {
  if (scalarType(node) !== null) return convertTo(type, lowering.expression(node));
  const isNumber = nodeName(node) === 'PrefixUnaryExpression';
  if ((nodeName(node) !== 'LiteralExpression' && !isNumber) || type === 'dynamic')
    return convertTo(type, lowering.expression(boundAlone(node, lowering)));
  const value = parseLiteral(type, isNumber ? textOf(node) : literalText(node));
  if (value !== undefined) return literal(type, value);
  throw semanticError(
    'SEM0025',
    `Semantic error: SEM0025: '${textOf(node)}' is not a valid default of type ${type}.`,
  );
}

function boundAlone(node: SyntaxNode, lowering: Lowering): SyntaxNode {
  const [bound] = lowering.state.bindQuery(lowering.scope.database, `print ${textOf(node)}`);
  const values = bound === undefined ? [] : elements(child(bound, 'Expression'), 'Expressions');
  return values[0] ?? node;
}
