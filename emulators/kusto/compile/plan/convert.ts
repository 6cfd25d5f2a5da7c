import type { KustoType } from '../../types/schema.ts';
import { callOf, type Expression, literal } from './logical.ts';

const functionNames: Record<KustoType, string> = {
  bool: 'tobool',
  int: 'toint',
  long: 'tolong',
  real: 'toreal',
  decimal: 'todecimal',
  datetime: 'todatetime',
  timespan: 'totimespan',
  guid: 'toguid',
  dynamic: 'todynamicvalue',
  string: 'tostring',
};

/** The expression as a value of `type`, by the conversion function that a query would call. */
export function convertTo(type: KustoType, expression: Expression): Expression {
  if (expression.type === type) return expression;
  if (expression.kind === 'literal' && expression.value === null)
    return literal(type, type === 'string' ? '' : null);
  return callOf(functionNames[type], type, expression);
}
