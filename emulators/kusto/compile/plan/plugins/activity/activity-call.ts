import type { Expression, Plan } from '../../logical.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { PluginCall } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { checkSteps, readStep, type Step } from '../step.ts';
import { distanceOf, pointAt, readTimeline, type Timeline } from '../timeline.ts';

/** A call `plugin(Id, Timeline, Start, End, …)` whose bins are counted from Start. */
export interface ActivityCall {
  given: PluginArguments;
  timeline: Timeline;
  /** Names of the dimensions in texts. */
  dimensions: readonly string[];
  step: Step;
  /** Lowers a text over `Events` and the values start, end and step, and gives its columns the names of the call. */
  finish(text: string, more?: { tables?: Record<string, Plan>; values?: Record<string, Expression> }): Plan;
  /** The same without new names. */
  lower(text: string, more?: { tables?: Record<string, Plan>; values?: Record<string, Expression> }): Plan;
  /** The value of an argument that is a distance on the timeline, checked against the step. */
  window(index: number): Expression;
}

export function readActivity(
  call: PluginCall,
  places: { step: number; dimensionsFrom: number; dimensionsTo?: number },
): ActivityCall {
  const given = new PluginArguments(call);
  const timeline = readTimeline(call, given, { id: 0, timeline: 1, ...places });
  const step = readStep(given, places.step, timeline);
  if (step.value !== null) checkSteps(given, step.value, step.value);
  const fixed = {
    start: pointAt(timeline, given.value(2)),
    end: pointAt(timeline, given.value(3)),
    ...(step.value === null ? {} : { step: step.value }),
  };
  const lower: ActivityCall['lower'] = (text, more = {}) =>
    lowerText(
      text,
      { tables: { Events: timeline.events, ...more.tables }, values: { ...fixed, ...more.values } },
      call.lowering,
    );
  return {
    given,
    timeline,
    dimensions: timeline.dimensions,
    step,
    lower,
    finish: (text, more) => finished(lower(text, more), call.columns),
    window(index) {
      const value = distanceOf(timeline, given.value(index));
      checkSteps(given, value, step.value);
      return value;
    },
  };
}
