import { unsupported } from '../../../../types/kql-error.ts';
import { parseTimespan } from '../../../../types/timespan.ts';
import type { ComputedOperator } from '../../computed.ts';
import { literal, type Plan } from '../../logical.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { readStep } from '../step.ts';
import { pointAt, readTimeline } from '../timeline.ts';
import { constantList } from './constant-list.ts';

/** Reads rows of id, bin, point in time and state in this order; gives bin, state, period and the number of ids. */
export interface FunnelCompletionOperator extends ComputedOperator {
  readonly name: 'funnel-completion';
  states: readonly string[];
  /** Ticks within which the states must be run through. */
  periods: readonly bigint[];
}

const maxStates = 32;

/**
 * `funnel_sequence_completion(Id, Timeline, Start, End, BinSize, State, Sequence, MaxPeriods)`: for each bin and period how
 * many ids came how far in the sequence of states.
 */
export const funnelSequenceCompletion: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const timeline = readTimeline(call, given, { id: 0, timeline: 1, dimensionsFrom: 5, dimensionsTo: 6 });
    if (timeline.type !== 'datetime')
      throw unsupported(`${given.name}() over a timeline of type ${timeline.type}`);
    const step = readStep(given, 4, timeline);
    const states = constantList(given, 6);
    if (states.length > maxStates) throw given.error(`a sequence has at most ${maxStates} states`);
    const periods = constantList(given, 7).map((text) => {
      const ticks = parseTimespan(text);
      if (ticks === null || ticks === undefined) throw given.error(`'${text}' is not a timespan`);
      return ticks;
    });
    const values = {
      start: pointAt(timeline, given.value(2)),
      end: pointAt(timeline, given.value(3)),
      ...Object.fromEntries(states.map((state, index) => [`state${index}`, literal('string', state)])),
      ...(step.value === null ? {} : { step: step.value }),
    };
    const places = states.map((_, index) => `S == state${index}, ${index}`).join(', ');
    const input = lowerText(
      `Events
       | where T between (start .. end)
       | project Id, B = ${step.bin('T')}, T, S = tostring(d0)
       | extend Place = case(${places}, -1)
       | where Place >= 0
       | sort by Id asc, B asc, T asc, Place asc
       | project Id, B, T, S`,
      { tables: { Events: timeline.events }, values },
      call.lowering,
    );
    const operator: FunnelCompletionOperator = { name: 'funnel-completion', states, periods };
    const plan: Plan = {
      kind: 'compute',
      inputs: [input],
      operator,
      columns: [
        { name: 'B', type: timeline.type },
        { name: 'S', type: 'string' },
        { name: 'Period', type: 'timespan' },
        { name: 'Ids', type: 'long' },
      ],
      isSerialized: true,
    };
    return finished(plan, call.columns);
  },
};
