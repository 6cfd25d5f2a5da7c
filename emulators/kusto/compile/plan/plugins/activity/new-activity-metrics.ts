import { isTabular } from '../../../parse/syntax-tree.ts';
import { type Expression, type Plan, passThrough } from '../../logical.ts';
import { materialized } from '../../materialized.ts';
import { projection } from '../../operators/project.ts';
import type { Plugin } from '../plugin.ts';
import { isColumn, PluginArguments } from '../plugin-arguments.ts';
import { ascending, differsFromPrevious, list } from '../text-parts.ts';
import { pointAt } from '../timeline.ts';
import { type ActivityCall, readActivity } from './activity-call.ts';

/**
 * `new_activity_metrics(Id, Timeline, Start, End, Window [, Cohort] [, dimensions…] [, Lookback])`: for each cohort, the
 * ids first seen in one window, and each window from there on: how many of the cohort are there, and how many ids that
 * were seen neither in the cohort's window nor before. Ids of the lookback table are in no cohort.
 */
export const newActivityMetrics: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const hasCohort = isCohort(given);
    const lookback = given.positional.find((node) => isTabular(node));
    const activity = readActivity(call, {
      step: 4,
      dimensionsFrom: hasCohort ? 6 : 5,
      dimensionsTo: given.positional.filter((node) => node !== lookback).length,
    });
    const counts = cohortCounts(activity, lookback === undefined ? null : call.lowering.table(lookback));
    const grid = activity.lower(gridText(activity), { tables: { Counts: counts } });
    const cohort: Record<string, Expression> = hasCohort
      ? { cohort: pointAt(activity.timeline, given.value(5)) }
      : {};
    return activity.finish(metricsText(activity, hasCohort), { tables: { Grid: grid }, values: cohort });
  },
};

/** The argument after the window is a cohort unless it names a column or a table. */
function isCohort({ positional }: PluginArguments): boolean {
  const node = positional[5];
  return node !== undefined && !isTabular(node) && !isColumn(node);
}

/** N ids that were first seen in the bin F are there in the bin P. */
function cohortCounts(activity: ActivityCall, lookback: Plan | null): Plan {
  const { dimensions, given, step } = activity;
  const known = lookback === null ? null : idsOf(lookback, given);
  const bins = materialized(
    activity.lower(
      `Events
     | where T between (start .. end) ${known === null ? '' : '| where Id !in (Known)'}
     | summarize by ${list('Id', `P = ${step.bin('T')}`, dimensions)}`,
      { tables: known === null ? {} : { Known: known } },
    ),
  );
  return materialized(
    activity.lower(
      `Bins
     | join kind=inner (Bins | summarize F = min(P) by ${list('Id', dimensions)}) on ${list('Id', dimensions)}
     | summarize N = count() by ${list('F', 'P', dimensions)}`,
      { tables: { Bins: bins } },
    ),
  );
}

/** The lookback table's column of the same name as the ids. */
function idsOf(lookback: Plan, given: PluginArguments): Plan {
  const { name } = given.column(0);
  const column = lookback.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw given.error(`the lookback table has no column '${name}'`);
  return projection(lookback, passThrough([column]));
}

/** Every window from each cohort on, with the cohort's size and its ids that are there. */
function gridText({ dimensions, step }: ActivityCall): string {
  return `Counts
    | where F == P
    | project ${list('F', 'Size = N', dimensions)}
    | extend One = 1
    | join kind=inner (range K from 0 to ${step.count('end - start')} step 1 | extend One = 1) on One
    | extend P = ${step.add('F', 'K')}
    | where P <= end
    | join kind=leftouter Counts on ${list('F', 'P', dimensions)}
    | project ${list('F', 'P', dimensions, 'Size', 'N = coalesce(N, 0)')}`;
}

/** Ids of cohorts after F that are there in P are those of all cohorts from F on without those of F. */
function metricsText({ dimensions, step }: ActivityCall, hasCohort: boolean): string {
  return `Grid
    | sort by ${list(dimensions, 'P asc', 'F desc')}
    | extend Later = row_cumsum(N, ${differsFromPrevious('P', ...dimensions)}) - N
    ${hasCohort ? `| where F == ${step.bin('cohort')}` : ''}
    | order by ${ascending('F', 'P', ...dimensions)}
    | project ${list('F', 'P', dimensions, 'New = iff(F == P, N, Later)', 'Kept = N', 'Lost = Size - N', 'Retention = todouble(N) / Size', 'Churn = todouble(Size - N) / Size')}`;
}
