import { type Column, literal, type Plan } from '../../logical.ts';
import { materialized } from '../../materialized.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin, PluginCall } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { checkSteps, readStep } from '../step.ts';
import { distanceOf, pointAt, readTimeline } from '../timeline.ts';
import { isLast } from '../whole-input.ts';
import { constantList } from './constant-list.ts';

const maxStates = 32;
const maxSamples = 128;

/**
 * `funnel_sequence(Id, Timeline, Start, End, MaxStep, Step, State, Sequence)`: the ids whose states ran through the
 * sequence, by the states before and after it. A state that repeats counts once. Three results where it ends a query.
 */
export const funnelSequence: Plugin = {
  lower(call) {
    const found = materialized(matches(call));
    const of = (keys: readonly string[], columns: readonly Column[]) => {
      const text = `Found
        | summarize Ids = dcount(Id), Samples = make_set(Id, ${maxSamples}) by ${keys.join(', ')}
        | order by B asc, Ids desc, ${keys
          .slice(1)
          .map((key) => `${key} asc`)
          .join(', ')}
        | project ${keys.join(', ')}, Ids, Samples`;
      return finished(lowerText(text, { tables: { Found: found } }, call.lowering), columns);
    };
    const [time, prev, next, ...figures] = call.columns;
    if (time === undefined || prev === undefined || next === undefined)
      throw new Error('funnel_sequence: columns');
    const whole = of(['B', 'Prev', 'Next'], call.columns);
    if (!isLast(call)) return whole;
    call.lowering.state.sideResults.push(
      { name: '', plan: whole },
      { name: '', plan: of(['B', 'Prev'], [time, prev, ...figures]) },
    );
    return of(['B', 'Next'], [time, next, ...figures]);
  },
};

/** A row for each match: its bin, the id and the states around it. */
function matches(call: PluginCall): Plan {
  const given = new PluginArguments(call);
  const timeline = readTimeline(call, given, { id: 0, timeline: 1, dimensionsFrom: 6, dimensionsTo: 7 });
  const step = readStep(given, 5, timeline);
  const states = constantList(given, 7);
  if (states.length > maxStates) throw given.error(`a sequence has at most ${maxStates} states`);
  const window = distanceOf(timeline, given.value(4));
  checkSteps(given, window, null);
  const values = {
    start: pointAt(timeline, given.value(2)),
    end: pointAt(timeline, given.value(3)),
    window,
    ...(step.value === null ? {} : { step: step.value }),
    ...Object.fromEntries(states.map((state, index) => [`state${index}`, literal('string', state)])),
  };
  return lowerText(
    matchesText(states.length, step.bin('From')),
    { tables: { Events: timeline.events }, values },
    call.lowering,
  );
}

function matchesText(count: number, bin: string): string {
  const follows = (index: number) =>
    `next(Id, ${index}) == Id and next(From, ${index}) - ${index === 1 ? 'To' : `next(To, ${index - 1})`} <= window`;
  const conditions = Array.from({ length: count }, (_, index) =>
    index === 0
      ? 'tostring(S) == state0'
      : `tostring(next(S, ${index})) == state${index} and ${follows(index)}`,
  );
  return `Events
    | where T between (start .. end)
    | project Id, T, S = d0
    | sort by Id asc, T asc, S asc
    | extend IsNew = row_number() == 1 or iff(Id != prev(Id), true, false) or iff(S != prev(S), true, false)
    | extend Run = row_cumsum(tolong(IsNew))
    | summarize Id = take_any(Id), S = take_any(S), From = min(T), To = max(T) by Run
    | sort by Run asc
    | extend IsMatch = ${conditions.join(' and ')},
        Prev = iff(prev(Id) == Id and From - prev(To) <= window, tostring(prev(S)), ''),
        Next = iff(${follows(count)}, tostring(next(S, ${count})), '')
    | where IsMatch
    | project B = ${bin}, Prev, Next, Id`;
}
