import type { ComputedOperator } from '../../compile/plan/computed.ts';
import { runExternalTable } from './external/external-table.ts';
import { runFunnelCompletion } from './funnel-completion.ts';
import { runGraphMarkComponents } from './graph-mark-components.ts';
import type { OneInputRun, OperatorRun } from './operator.ts';
import { runAutocluster } from './patterns/autocluster.ts';
import { runBasket } from './patterns/basket.ts';
import { runDiffPatterns } from './patterns/diffpatterns.ts';
import { runTextPatterns } from './patterns/diffpatterns-text.ts';
import { runReduce } from './reduce.ts';
import { runRowSessions } from './row-window-session.ts';
import { runScan } from './scan.ts';

/** The code of each computed operator, by its name; one file each. */
export const operatorRuns: ReadonlyMap<string, OperatorRun> = new Map([
  ofOneInput('autocluster', runAutocluster),
  ofOneInput('basket', runBasket),
  ofOneInput('diffpatterns', runDiffPatterns),
  ofOneInput('diffpatterns-text', runTextPatterns),
  named('external-table', runExternalTable),
  ofOneInput('funnel-completion', runFunnelCompletion),
  named('graph-mark-components', runGraphMarkComponents),
  ofOneInput('reduce', runReduce),
  ofOneInput('row-window-session', runRowSessions),
  ofOneInput('scan', runScan),
]);

/** The name of an operator decides its type. */
function named<T extends ComputedOperator>(name: T['name'], run: OperatorRun<T>): [string, OperatorRun] {
  return [name, run as OperatorRun];
}

function ofOneInput<T extends ComputedOperator>(name: T['name'], run: OneInputRun<T>): [string, OperatorRun] {
  return named<T>(name, (operator, [input], context) => {
    if (input === undefined) throw new Error(`${name}: no input`);
    return run(operator, input, context);
  });
}
