import { languageService } from './service.ts';
import { child, type SyntaxNode } from './syntax-tree.ts';

/** Whether the name of a call is bound to an aggregate, and not to a scalar function of the same name. */
export function isAggregateSymbol(call: SyntaxNode): boolean {
  const { ReferencedSymbol: symbol } = child(call, 'Name');
  return (
    symbol !== null && languageService().Aggregates.All.some((aggregate) => (aggregate as object) === symbol)
  );
}
