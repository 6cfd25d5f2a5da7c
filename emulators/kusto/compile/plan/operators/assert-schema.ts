import { semanticError } from '../../../types/kql-error.ts';
import { child, elements, kustoTypeOf, type SyntaxNode, simpleName } from '../../parse/syntax-tree.ts';
import type { Plan } from '../logical.ts';

/** The input as it is; an error where its columns are not those that are asserted. */
export function lowerAssertSchema(node: SyntaxNode, input: Plan): Plan {
  const asserted = elements(child(node, 'Schema'), 'Columns').map((item) => {
    const declaration = child(item, 'Name');
    return `${simpleName(declaration)}:${kustoTypeOf(declaration.ReferencedSymbol?.Type) ?? ''}`;
  });
  const actual = input.columns.map(({ name, type }) => `${name}:${type}`);
  if (asserted.join(', ') === actual.join(', ')) return input;
  throw semanticError(
    'SEM0032',
    `Semantic error: SEM0032: assert-schema: the columns are (${actual.join(', ')}), not (${asserted.join(', ')}).`,
  );
}
