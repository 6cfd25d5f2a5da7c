import type { Expression } from '../../logical.ts';
import { materialized } from '../../materialized.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { checkSteps } from '../step.ts';
import { ascending, list } from '../text-parts.ts';
import { distanceOf, pointAt, readTimeline } from '../timeline.ts';

/**
 * `activity_engagement(Id, Timeline [, Start, End], InnerWindow, OuterWindow [, dimensions…])`: distinct ids of each inner
 * window and of the outer window that ends with it, and their ratio.
 */
export const activityEngagement: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const isRanged = given.positional.length > 4;
    const at = isRanged ? 4 : 2;
    const timeline = readTimeline(call, given, { id: 0, timeline: 1, dimensionsFrom: at + 2 });
    const { dimensions } = timeline;
    const inner = distanceOf(timeline, given.value(at));
    const outer = distanceOf(timeline, given.value(at + 1));
    checkSteps(given, outer, inner);
    const range: Record<string, Expression> = isRanged
      ? { start: pointAt(timeline, given.value(2)), end: pointAt(timeline, given.value(3)) }
      : {};
    const bin = isRanged ? 'bin_at(T, inner, start)' : 'bin(T, inner)';
    // Without a range the analysis ends with the last bin that has events.
    const last = isRanged ? 'end' : 'toscalar(Bins | summarize max(B))';
    const bins = materialized(
      lowerText(
        `Events ${isRanged ? '| where T > start - outer and T <= end' : ''}
       | summarize by ${list('Id', `B = ${bin}`, dimensions)}`,
        { tables: { Events: timeline.events }, values: { inner, outer, ...range } },
        call.lowering,
      ),
    );
    const plan = lowerText(
      `Bins
       | extend One = 1
       | join kind=inner (range K from 0 to max_of(1, tolong(outer / inner)) - 1 step 1 | extend One = 1) on One
       | extend P = B + K * inner
       | where P <= ${last} ${isRanged ? 'and P >= start' : ''}
       | summarize Inner = dcountif(Id, K == 0), Outer = dcount(Id) by ${list('P', dimensions)}
       | order by ${ascending('P', ...dimensions)}
       | project ${list('P', dimensions, 'Inner', 'Outer', 'Ratio = todouble(Inner) / Outer')}`,
      { tables: { Bins: bins }, values: { inner, outer, ...range } },
      call.lowering,
    );
    return finished(plan, call.columns);
  },
};
