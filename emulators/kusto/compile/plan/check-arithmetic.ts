import { semanticError } from '../../types/kql-error.ts';
import type { SyntaxNode } from '../parse/syntax-tree.ts';

const arithmeticOperators = new Set(['+', '-', '*', '/', '%']);

const engineTypes: Record<string, string> = {
  bool: 'Bool',
  int: 'I32',
  long: 'I64',
  real: 'R64',
  decimal: 'Decimal',
  datetime: 'DateTime',
  timespan: 'TimeSpan',
  guid: 'Guid',
  string: 'StringBuffer',
};

/** Throws KqlError for a dynamic operand: it must be converted before (dynamic.md, casting), which the binder does not ask. */
export function checkArithmetic(operator: string, sides: readonly SyntaxNode[]): void {
  if (!arithmeticOperators.has(operator)) return;
  const names = sides.map((side) => side.ResultType?.Name ?? '');
  if (!names.some(isDynamic)) return;
  const shown = names.map((name) => (isDynamic(name) ? 'DynamicObject' : (engineTypes[name] ?? name)));
  throw semanticError(
    'SEM0057',
    `Semantic error: SEM0057: Arithmetic expression cannot be carried-out between ${shown.join(' and ')} expressions.`,
  );
}

/** Not the binder's `unknown`, which stands for columns that depend on data. */
function isDynamic(typeName: string): boolean {
  return typeName.startsWith('dynamic');
}
