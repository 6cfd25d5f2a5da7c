import { semanticError } from '../../types/kql-error.ts';
import type { KustoType } from '../../types/schema.ts';
import { type SyntaxNode, scalarType } from '../parse/syntax-tree.ts';

const equalities = new Set(['==', '!=', '<>']);
const numbers = new Set<KustoType>(['int', 'long', 'real', 'decimal']);

/** Throws KqlError when a text is compared with a number: one of them must be converted before, which the binder does not ask. */
export function checkComparison(operator: string, sides: readonly SyntaxNode[]): void {
  if (!equalities.has(operator)) return;
  const types = sides.map((side) => (side.ResultType === null ? null : scalarType(side)));
  const isText = types.includes('string');
  if (!isText || !types.some((type) => type !== null && numbers.has(type))) return;
  throw semanticError(
    'SEM0064',
    `Semantic error: SEM0064: Cannot compare values of types ${types.join(' and ')}. Try adding explicit casts.`,
  );
}
