import type { ComputedOperator } from '../../compile/plan/computed.ts';
import { runGraphMarkComponents } from './graph-mark-components.ts';
import type { OperatorRun } from './operator.ts';
import { runReduce } from './reduce.ts';
import { runRowSessions } from './row-window-session.ts';
import { runScan } from './scan.ts';

/** The code of each computed operator, by its name; one file each. */
export const operatorRuns: ReadonlyMap<string, OperatorRun> = new Map([
  named('graph-mark-components', runGraphMarkComponents),
  named('reduce', runReduce),
  named('row-window-session', runRowSessions),
  named('scan', runScan),
]);

/** The name of an operator decides its type. */
function named<T extends ComputedOperator>(name: T['name'], run: OperatorRun<T>): [string, OperatorRun] {
  return [name, run as OperatorRun];
}
