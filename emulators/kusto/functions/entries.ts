import type { LiteralValue } from '../types/literal.ts';
import type { KustoType } from '../types/schema.ts';

/**
 * How a function reaches DuckDB. To add one, put an entry in the table of its area (scalar/*.ts, aggregate/*.ts):
 * - `sql` builds the expression from its operands. Prefer plain SQL; repeated sub-expressions go into a macro.
 * - `nulls` says when the result can be null: 'propagate' (the default) when any operand can, 'always', 'never', or a rule.
 *   A string result is wrapped so that it is never null, whatever is said.
 * - `converts` gives the types that operands are brought to, by position; the last one repeats. Without it they stay.
 * A macro (macros.ts) or a UDF (udfs/*.ts) that an entry calls is registered once per instance by execute/register.ts.
 * A function that is not in any table raises an error with its name.
 */
export interface ScalarFunction {
  sql(operands: Operand[], call: CallShape): string;
  nulls?: 'propagate' | 'always' | 'never' | ((operands: Operand[]) => boolean);
  converts?: KustoType[];
  /** Of a dynamic result that is never a string: its text with the digits that Kusto writes, which JSON would not keep. */
  textSql?(operands: Operand[]): string;
  /** The value of a call with constants, so that it is not computed for each row; undefined when they are not all constant. */
  fold?(operands: Operand[]): LiteralValue | undefined;
}

export interface AggregateFunction {
  sql(operands: Operand[], call: AggregateShape): string;
  nulls?: 'always' | 'never';
}

export interface Operand {
  sql: string;
  type: KustoType;
  isNullable: boolean;
  /** The value when the operand is a constant of the query's text; undefined when it is not. */
  constant?: LiteralValue | undefined;
  /** The SQL already has the exact DuckDB type, e.g. BIGINT and not INTEGER. */
  isExact?: boolean;
  /** The text of a dynamic, where it has one of its own. */
  text?: string;
}

export interface CallShape {
  name: string;
  type: KustoType;
  /** In a predicate null counts as false, which allows simpler SQL. */
  isPredicate: boolean;
  /** Arithmetic on long wraps around instead of failing: the second try after an overflow. */
  wraps: boolean;
}

export interface AggregateShape {
  type: KustoType;
  /** ` ORDER BY …` of ordered input, else ''. */
  order: string;
  /** Conditions that a row must meet to be counted. */
  filter: string[];
  wraps: boolean;
}

export type ScalarTable = Record<string, ScalarFunction>;
export type AggregateTable = Record<string, AggregateFunction>;

/** An entry for a function that is one DuckDB function of the same operands. */
export function direct(name: string, options: Omit<ScalarFunction, 'sql'> = {}): ScalarFunction {
  return { ...options, sql: (operands) => `${name}(${operands.map((operand) => operand.sql).join(', ')})` };
}

export function operandAt(operands: Operand[], index: number): Operand {
  const operand = operands[index];
  if (operand === undefined) throw new Error(`operand ${index} is missing`);
  return operand;
}

export function sqlAt(operands: Operand[], index: number): string {
  return operandAt(operands, index).sql;
}

/** A string constant of SQL. */
export function quoted(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  // SQL text ends at a NUL.
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(' || chr(0) || ')})`;
}

/** ` FILTER (WHERE …)` of an aggregate, or ''. */
export function filterClause(call: AggregateShape): string {
  return call.filter.length === 0 ? '' : ` FILTER (WHERE ${call.filter.join(' AND ')})`;
}
