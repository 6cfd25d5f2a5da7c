import { semanticError } from '../../types/kql-error.ts';
import { parseLiteral } from '../../types/literal.ts';
import type { KustoType } from '../../types/schema.ts';
import type { LoweringState } from './context.ts';
import { convertTo } from './convert.ts';
import { callOf, type Expression, literal } from './logical.ts';

const sizeOption = 'query_bin_auto_size';
const fixedPointOption = 'query_bin_auto_at';

/** bin_auto(): bins of the size, and around the fixed point, that `set` statements give. */
export function binAuto(value: Expression, state: LoweringState): Expression {
  const sizeType = value.type === 'datetime' ? 'timespan' : value.type;
  const size = optionValue(state, sizeOption, sizeType);
  if (size === null)
    throw semanticError(
      'SEM0032',
      `Semantic error: SEM0032: bin_auto(): the option '${sizeOption}' must be set.`,
    );
  const at = optionValue(state, fixedPointOption, value.type);
  const operands = at === null ? [value, size] : [value, size, at];
  return callOf(at === null ? 'bin' : 'bin_at', value.type, ...operands);
}

function optionValue(state: LoweringState, name: string, type: KustoType): Expression | null {
  const text = state.options.get(name);
  if (text === undefined) return null;
  const inside = /^\s*(?:datetime|timespan|time|date|long|int|real|double)\s*\((.*)\)\s*$/is.exec(
    String(text),
  );
  const read = parseLiteral(type === 'int' ? 'long' : type, inside?.[1] ?? String(text));
  if (read === undefined || read === null)
    throw semanticError(
      'SEM0032',
      `Semantic error: SEM0032: the option '${name}' is not a ${type}: '${String(text)}'.`,
    );
  return type === 'int' ? convertTo('int', literal('long', read)) : literal(type, read);
}
