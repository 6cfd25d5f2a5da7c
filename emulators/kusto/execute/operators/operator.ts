import type { BoundValue } from '../../compile/bind-parameters.ts';
import type { ComputedOperator } from '../../compile/plan/computed.ts';
import type { ExternalFolder } from '../../external/external-folder.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { ColumnSchema } from '../../types/schema.ts';
import type { Cell } from '../cells.ts';

/**
 * The rows of one input, some thousands at a time and in order. Reading starts with the first batch; one input must be
 * read to its end, or left, before the next is begun, since all share one connection.
 */
export interface Rows {
  columns: readonly ColumnSchema[];
  batches: AsyncIterable<Cell[][]>;
}

export interface OperatorContext {
  /** Columns of the rows that the operator gives. */
  columns: readonly ColumnSchema[];
  /** Where external tables are read from; undefined when they are off. */
  externalFolder: ExternalFolder | undefined;
  /** Request values and query parameters by name, e.g. `$now`. Throws KqlError for one without a value. */
  parameter(name: string): BoundValue;
  /**
   * To be awaited every thousand rows or so: lets other work go on and throws when the query was cancelled or has run
   * out of time.
   */
  pause(): Promise<void>;
}

/** The code of a computed operator: gives the rows of its output, some at a time. */
export type OperatorRun<T extends ComputedOperator = ComputedOperator> = (
  operator: T,
  inputs: readonly Rows[],
  context: OperatorContext,
) => AsyncIterable<Cell[][]>;

/** The code of an operator over one input. */
export type OneInputRun<T extends ComputedOperator = ComputedOperator> = (
  operator: T,
  input: Rows,
  context: OperatorContext,
) => AsyncIterable<Cell[][]>;

/** Values that an operator may hold at once. */
const maxCells = 10_000_000;

/** All rows of an input. Throws KustoError when they are too many to hold. */
export async function readAllRows(input: Rows, context: OperatorContext): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for await (const batch of input.batches) {
    for (const row of batch) rows.push(row);
    if (rows.length * input.columns.length > maxCells) throw tooManyRows(rows.length);
    await context.pause();
  }
  return rows;
}

/** The error of an operator that can't hold the rows that it needs. */
export function tooManyRows(count: number): KustoError {
  return new KustoError(
    'LowMemoryCondition',
    `Query execution lacks memory resources to complete: an operator would have to hold more than ${count} rows. Filter or aggregate the rows before it.`,
  );
}
