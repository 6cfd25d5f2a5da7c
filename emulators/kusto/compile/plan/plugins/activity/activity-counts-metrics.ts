import type { Plugin } from '../plugin.ts';
import { ascending, differsFromPrevious, list } from '../text-parts.ts';
import { readActivity } from './activity-call.ts';

/** `activity_counts_metrics(Id, Timeline, Start, End, Step [, dimensions…])`: each bin against all bins before it. */
export const activityCountsMetrics: Plugin = {
  lower(call) {
    const activity = readActivity(call, { step: 4, dimensionsFrom: 5 });
    const { dimensions, step } = activity;
    return activity.finish(
      `Events
       | where T between (start .. end)
       | summarize N = count() by ${list('Id', `B = ${step.bin('T')}`, dimensions)}
       | sort by ${list('Id asc', dimensions, 'B asc')}
       | extend Place = row_number(1, ${differsFromPrevious('Id', ...dimensions)})
       | summarize Count = sum(N), Dcount = count(), New = countif(Place == 1) by ${list('B', dimensions)}
       | sort by ${list(dimensions, 'B asc')}
       | extend Total = row_cumsum(New, ${differsFromPrevious(...dimensions)})
       | order by ${ascending('B', ...dimensions)}
       | project ${list('B', dimensions, 'Count', 'Dcount', 'New', 'Total')}`,
    );
  },
};
