import { languageService } from './service.ts';
import { child, type SyntaxNode } from './syntax-tree.ts';

/** Whether the name of a call is bound to an aggregate, and not to a scalar function of the same name. */
export function isAggregateSymbol(call: SyntaxNode): boolean {
  const { ReferencedSymbol: symbol } = child(call, 'Name');
  return (
    symbol !== null && languageService().Aggregates.All.some((aggregate) => (aggregate as object) === symbol)
  );
}

/** The name of the column that an expression makes, e.g. `x` of `bin(x, 1)`; null where the binder makes up a name. */
export function resultName(expression: SyntaxNode): string | null {
  return languageService().Binding.Binder.GetExpressionResultName(expression, null, null) ?? null;
}
