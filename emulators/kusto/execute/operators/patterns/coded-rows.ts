import type { Cell } from '../../cells.ts';
import { type OperatorContext, type Rows, tooManyRows } from '../operator.ts';

/** Cells that a search for patterns may hold. */
const maxCodes = 10_000_000;
const pausedRows = 1_000;

/** Rows whose frequent values are numbered by column; -1 stands for a rare value, which is in no pattern. */
export interface CodedRows {
  count: number;
  /** For each column the code of each row. */
  codes: readonly (readonly number[])[];
  /** For each column the values by their codes. */
  values: readonly (readonly Cell[])[];
  weightsA: readonly number[];
  weightsB: readonly number[];
  totalA: number;
  totalB: number;
}

/** Reads rows of a value and whether it is frequent for each column, then the weights A and B. */
export async function readCodedRows(input: Rows, context: OperatorContext): Promise<CodedRows> {
  const columns = (input.columns.length - 2) / 2;
  const codes: number[][] = Array.from({ length: columns }, () => []);
  const known = Array.from({ length: columns }, () => new Map<Cell, number>());
  const weightsA: number[] = [];
  const weightsB: number[] = [];
  for await (const batch of input.batches) {
    for (const [index, row] of batch.entries()) {
      for (let column = 0; column < columns; column++) {
        const isFrequent = row[2 * column + 1] === true;
        const code = isFrequent ? codeOf(row[2 * column] ?? null, known[column]) : -1;
        codes[column]?.push(code);
      }
      weightsA.push(Number(row[2 * columns]));
      weightsB.push(Number(row[2 * columns + 1]));
      if (index % pausedRows === 0) await context.pause();
    }
    if (weightsA.length * columns > maxCodes) throw tooManyRows(weightsA.length);
  }
  return {
    count: weightsA.length,
    codes,
    values: known.map((values) => [...values.keys()]),
    weightsA,
    weightsB,
    totalA: sum(weightsA),
    totalB: sum(weightsB),
  };
}

function codeOf(value: Cell, known: Map<Cell, number> | undefined): number {
  if (known === undefined) return -1;
  const code = known.get(value) ?? known.size;
  if (code === known.size) known.set(value, code);
  return code;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
