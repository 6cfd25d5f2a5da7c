import type { Column } from '../../compile/plan/logical.ts';
import type { ScanOperator } from '../../compile/plan/operators/scan.ts';
import type { Cell } from '../cells.ts';
import type { OneInputRun } from './operator.ts';
import { ScanMachine } from './scan-machine.ts';

/** Rows between two pauses. */
const turnRows = 16;

/** Goes over the rows in order; gives a row for each match of a record to a step (scan-operator.md, scan logic). */
export const runScan: OneInputRun<ScanOperator> = async function* (operator, input, context) {
  const resetAt = input.columns.findIndex((column) => column.name === operator.resetBy);
  let machine = new ScanMachine(operator, input.columns as Column[]);
  let last: Cell | undefined;
  for await (const batch of input.batches) {
    const output: Cell[][] = [];
    for (const [index, row] of batch.entries()) {
      if (resetAt >= 0 && row[resetAt] !== last) {
        machine.finish(output);
        machine = new ScanMachine(operator, input.columns as Column[]);
        last = row[resetAt];
      }
      machine.accept(row, output);
      if (index % turnRows === turnRows - 1) await context.pause();
    }
    yield output;
  }
  const rest: Cell[][] = [];
  machine.finish(rest);
  yield rest;
};
