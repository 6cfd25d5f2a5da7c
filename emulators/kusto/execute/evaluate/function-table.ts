import type { LiteralValue } from '../../types/literal.ts';
import type { KustoType } from '../../types/schema.ts';

/**
 * A value while an expression is evaluated: as in a cell (execute/cells.ts), but int as bigint too; the null of a string
 * is ''.
 */
export type Value = LiteralValue;

/** What is known of a call before its first evaluation. */
export interface CallTypes {
  name: string;
  result: KustoType;
  operands: readonly KustoType[];
}

/** Prepares a call for its types; the function that it gives is called once a row. */
export type Evaluation = (call: CallTypes) => (values: readonly Value[]) => Value;

export type EvaluationTable = Record<string, Evaluation>;

export function typeAt(call: CallTypes, index: number): KustoType {
  const type = call.operands[index];
  if (type === undefined) throw new Error(`${call.name}: operand ${index} is missing`);
  return type;
}

export function valueAt(values: readonly Value[], index: number): Value {
  return values[index] ?? null;
}
