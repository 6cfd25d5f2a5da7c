import type { OperatorRun } from './operator.ts';

/** The code of each computed operator, by its name; one file each. */
export const operatorRuns: ReadonlyMap<string, OperatorRun> = new Map();
