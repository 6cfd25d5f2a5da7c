import type { Plugin } from '../plugin.ts';
import { ascending, list } from '../text-parts.ts';
import { readActivity } from './activity-call.ts';

/** `sliding_window_counts(Id, Timeline, Start, End, Lookback, Bin [, dimensions…])`: counts over the bins up to each one. */
export const slidingWindowCounts: Plugin = {
  lower(call) {
    const activity = readActivity(call, { step: 5, dimensionsFrom: 6 });
    const { dimensions, step } = activity;
    const windows = step.count('lookback');
    return activity.finish(
      `Events
       | where T > start - lookback and T <= end
       | summarize N = count() by ${list('Id', `B = ${step.bin('T')}`, dimensions)}
       | extend One = 1
       | join kind=inner (range K from 0 to ${windows} - 1 step 1 | extend One = 1) on One
       | extend P = ${step.add('B', 'K')}
       | where P >= ${step.bin('start')} and P <= end and (K == 0 or P - B < lookback)
       | summarize Count = sum(N), Dcount = dcount(Id) by ${list('P', dimensions)}
       | order by ${ascending('P', ...dimensions)}
       | project ${list('P', dimensions, 'Count', 'Dcount')}`,
      { values: { lookback: activity.window(4) } },
    );
  },
};
