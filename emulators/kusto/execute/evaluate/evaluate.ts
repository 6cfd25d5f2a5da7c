import type { Expression, ExpressionOf } from '../../compile/plan/logical.ts';
import { unsupported } from '../../types/kql-error.ts';
import type { Cell } from '../cells.ts';
import { arithmetic } from './arithmetic.ts';
import { comparisons } from './comparison.ts';
import { conditions } from './conditions.ts';
import { dynamics, valueAtPath } from './dynamics.ts';
import type { Evaluation, Value } from './function-table.ts';
import { conversions, texts } from './texts.ts';
import { times } from './times.ts';

/** Where a column's value stands: its index in the row that the evaluation is given. */
export type ColumnIndex = (name: string) => number;

/** Gives the value of an expression over one row. */
export type RowEvaluation = (row: readonly Value[]) => Value;

const functions: ReadonlyMap<string, Evaluation> = new Map(
  [arithmetic, comparisons, conditions, conversions, dynamics, texts, times].flatMap((table) =>
    Object.entries(table),
  ),
);

/**
 * Prepares an expression for evaluation outside of SQL, with the same answers. Throws KqlError for what it cannot
 * evaluate, by name.
 */
export function rowEvaluation(expression: Expression, indexOf: ColumnIndex): RowEvaluation {
  switch (expression.kind) {
    case 'literal': {
      const value = expression.type === 'string' ? (expression.value ?? '') : expression.value;
      return () => value;
    }
    case 'column': {
      const index = indexOf(expression.name);
      return (row) => row[index] ?? null;
    }
    case 'path': {
      const base = rowEvaluation(expression.base, indexOf);
      const steps = expression.steps.map((step) => rowEvaluation(step, indexOf));
      if (expression.steps.some((step) => step.type === 'dynamic'))
        throw unsupported('An index of type dynamic inside this operator');
      return (row) =>
        valueAtPath(
          base(row),
          steps.map((step) => step(row)),
        );
    }
    case 'call':
      return callEvaluation(expression, indexOf);
    case 'parameter':
    case 'aggregate':
    case 'toscalar':
    case 'inTable':
      throw unsupported(`${expression.kind} together with the state of this operator`);
  }
}

function callEvaluation(call: ExpressionOf<'call'>, indexOf: ColumnIndex): RowEvaluation {
  const evaluation = functions.get(call.name);
  if (evaluation === undefined) throw unsupported(`The function ${call.name}() over values of earlier rows`);
  const operands = call.arguments.map((argument) => rowEvaluation(argument, indexOf));
  const types = call.arguments.map((argument) => argument.type);
  const work = evaluation({ name: call.name, result: call.type, operands: types });
  return (row) => work(operands.map((operand) => operand(row)));
}

/** A cell as a value: int becomes bigint. */
export function valueOfCell(cell: Cell, type: Expression['type']): Value {
  return type === 'int' && typeof cell === 'number' ? BigInt(cell) : cell;
}

/** A value as a cell. */
export function cellOfValue(value: Value, type: Expression['type']): Cell {
  return type === 'int' && typeof value === 'bigint' ? Number(value) : value;
}
