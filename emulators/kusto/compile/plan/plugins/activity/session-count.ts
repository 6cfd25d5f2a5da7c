import type { Plugin } from '../plugin.ts';
import { ascending, differsFromPrevious, list } from '../text-parts.ts';
import { readActivity } from './activity-call.ts';

/**
 * `session_count(Id, Timeline, Start, End, Bin, Lookback [, dimensions…])`: sessions by the bin in which they begin. An
 * event begins one when the id was not seen for as long as the lookback window.
 */
export const sessionCount: Plugin = {
  lower(call) {
    const activity = readActivity(call, { step: 4, dimensionsFrom: 6 });
    const { dimensions, step } = activity;
    // Bins are not counted from the start of the analysis, by the documented answer.
    const bin = step.value === null ? step.bin('T') : 'bin(T, step)';
    return activity.finish(
      `Events
       | where T > start - lookback and T <= end
       | sort by ${list('Id asc', dimensions, 'T asc')}
       | extend Place = row_number(1, ${differsFromPrevious('Id', ...dimensions)}), Before = prev(T)
       | where T >= start and (Place == 1 or T - Before >= lookback)
       | summarize Sessions = count() by ${list(`B = ${bin}`, dimensions)}
       | order by ${ascending('B', ...dimensions)}
       | project ${list('B', dimensions, 'Sessions')}`,
      { values: { lookback: activity.window(5) } },
    );
  },
};
