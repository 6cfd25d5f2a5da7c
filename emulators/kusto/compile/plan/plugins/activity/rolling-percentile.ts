import { literal } from '../../logical.ts';
import { materialized } from '../../materialized.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { checkSteps } from '../step.ts';
import { ascending, list } from '../text-parts.ts';
import { distanceOf, readTimeline } from '../timeline.ts';

const maxBins = 1_000;

/**
 * `rolling_percentile(Value, Percentile, Index, BinSize, BinsPerWindow [, dimensions…])`: the percentile over each bin
 * and the bins before it that are in its window.
 */
export const rollingPercentile: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const timeline = readTimeline(call, given, { id: 0, timeline: 2, dimensionsFrom: 5 });
    const { dimensions } = timeline;
    const size = distanceOf(timeline, given.value(3));
    checkSteps(given, size, size);
    const count = given.option(4)?.value;
    const bins = Number(count ?? 0);
    if (!Number.isInteger(bins) || bins < 1 || bins > maxBins)
      throw given.error(`the number of bins per window must be an integer from 1 to ${maxBins}`);
    const values = { size, percent: given.value(1), bins: literal('long', BigInt(bins)) };
    const binned = materialized(
      lowerText(
        `Events | project ${list('Id', 'B = bin(T, size)', dimensions)}`,
        { tables: { Events: timeline.events }, values },
        call.lowering,
      ),
    );
    const plan = lowerText(
      `Binned
       | extend One = 1
       | join kind=inner (range K from 0 to bins - 1 step 1 | extend One = 1) on One
       | extend P = B + K * size
       | where P <= toscalar(Binned | summarize max(B))
       | summarize Value = percentile(Id, percent) by ${list('P', dimensions)}
       | order by ${ascending('P', ...dimensions)}
       | project ${list('P', dimensions, 'Value')}`,
      { tables: { Binned: binned }, values },
      call.lowering,
    );
    return finished(plan, call.columns);
  },
};
