import { convertTo } from '../../convert.ts';
import type { Plugin } from '../plugin.ts';
import { checkSteps } from '../step.ts';
import { ascending, differsFromPrevious, list } from '../text-parts.ts';
import { distanceOf } from '../timeline.ts';
import { readActivity } from './activity-call.ts';

/**
 * `active_users_count(Id, Timeline, Start, End, Lookback, Period, ActivePeriods, Bin [, dimensions…])`: ids that were
 * there in so many periods of the lookback window that ends with the period of an appearance.
 */
export const activeUsersCount: Plugin = {
  lower(call) {
    const activity = readActivity(call, { step: 7, dimensionsFrom: 8 });
    const { dimensions, given, step, timeline } = activity;
    const period = distanceOf(timeline, given.value(5));
    checkSteps(given, period, period);
    // Among the distinct periods of one id, the window holds enough of them when the one so many places before is in it.
    return activity.finish(
      `Events
       | where T > start - lookback and T <= end
       | summarize by ${list('Id', 'Q = bin_at(T, period, start)', dimensions)}
       | sort by ${list('Id asc', dimensions, 'Q asc')}
       | extend Place = row_number(1, ${differsFromPrevious('Id', ...dimensions)}), Before = prev(Q, wanted - 1)
       | where Q >= start and Place >= wanted and Q - Before < lookback
       | summarize Dcount = dcount(Id) by ${list(`B = ${step.bin('Q')}`, dimensions)}
       | order by ${ascending('B', ...dimensions)}
       | project ${list('B', dimensions, 'Dcount')}`,
      {
        values: {
          lookback: activity.window(4),
          period,
          wanted: convertTo('long', given.value(6)),
        },
      },
    );
  },
};
