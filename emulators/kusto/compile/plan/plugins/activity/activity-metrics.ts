import type { Expression, Plan } from '../../logical.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { checkSteps, readStep } from '../step.ts';
import { ascending, differsFromPrevious, list } from '../text-parts.ts';
import { pointAt, readTimeline } from '../timeline.ts';

/**
 * `activity_metrics(Id, Timeline [, Start, End], Window [, dimensions…])`: distinct ids of each window, those among them
 * that the window before did not have, and which share of the ids of the window before came back or stayed away.
 */
export const activityMetrics: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const isRanged = given.positional.length > 3;
    const at = isRanged ? 4 : 2;
    const timeline = readTimeline(call, given, { id: 0, timeline: 1, dimensionsFrom: at + 1 });
    const { dimensions } = timeline;
    const step = readStep(given, at, timeline);
    if (step.value !== null) checkSteps(given, step.value, step.value);
    const values: Record<string, Expression> = { ...(step.value === null ? {} : { step: step.value }) };
    if (isRanged)
      Object.assign(values, {
        start: pointAt(timeline, given.value(2)),
        end: pointAt(timeline, given.value(3)),
      });
    const bin = isRanged || step.value === null ? step.bin('T') : 'bin(T, step)';
    const plan: Plan = lowerText(
      `Events
       ${isRanged ? '| where T between (start .. end)' : ''}
       | summarize by ${list('Id', `B = ${bin}`, dimensions)}
       | sort by ${list('Id asc', dimensions, 'B asc')}
       | extend IsOther = ${differsFromPrevious('Id', ...dimensions)}, Before = prev(B)
       | extend IsBack = not(IsOther) and iff(isnull(Before), false, ${step.add('Before', '1')} == B)
       | summarize Values = count(), Back = countif(IsBack) by ${list('B', dimensions)}
       | sort by ${list(dimensions, 'B asc')}
       | extend Before = prev(B), IsOther = ${differsFromPrevious(...dimensions)}, Last = prev(Values)
       | extend Last = iff(isnull(Before) or IsOther or ${step.add('Before', '1')} != B, 0, Last)
       | extend Retention = iff(Last == 0, 1.0, todouble(Back) / Last), Churn = iff(Last == 0, 0.0, todouble(Last - Back) / Last)
       | order by ${ascending('B', ...dimensions)}
       | project ${list('B', dimensions, 'Values', 'New = Values - Back', 'Retention', 'Churn')}`,
      { tables: { Events: timeline.events }, values },
      call.lowering,
    );
    return finished(plan, call.columns);
  },
};
