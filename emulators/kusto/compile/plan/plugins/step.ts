import { ownEntry } from '../../../types/own-entry.ts';
import type { Expression } from '../logical.ts';
import type { PluginArguments } from './plugin-arguments.ts';
import { distanceOf, type Timeline } from './timeline.ts';

/** How a plugin divides its timeline: into bins of one size counted from `start`, or into calendar units. */
export interface Step {
  /** The value that texts call `step`; none for a calendar unit. */
  value: Expression | null;
  /** Text of the bin of a point. */
  bin(point: string): string;
  /** Text of the start of the bin that is `count` bins after the one that starts at `point`. */
  add(point: string, count: string): string;
  /** Text of the number of bins in a distance, at least 1; for a calendar unit no fewer than there are. */
  count(distance: string): string;
}

const calendarDays: Record<string, number> = { week: 7, month: 28, year: 365 };

export function readStep(given: PluginArguments, index: number, timeline: Timeline): Step {
  const value = given.value(index);
  if (value.type !== 'string') return sizedStep(distanceOf(timeline, value));
  const unit = value.kind === 'literal' ? String(value.value).toLowerCase() : '';
  const days = ownEntry(calendarDays, unit);
  if (days === undefined) throw given.error(`the step must be a size or one of 'week', 'month', 'year'`);
  if (timeline.type !== 'datetime')
    throw given.error(`a step of a ${unit} needs a timeline of type datetime`);
  return {
    value: null,
    bin: (point) => `startof${unit}(${point})`,
    add: (point, count) => `datetime_add('${unit}', ${count}, ${point})`,
    count: (distance) => `(1 + tolong((${distance}) / ${days}d))`,
  };
}

function sizedStep(value: Expression): Step {
  return {
    value,
    bin: (point) => `bin_at(${point}, step, start)`,
    add: (point, count) => `${point} + (${count}) * step`,
    count: (distance) => `max_of(1, tolong((${distance}) / step))`,
  };
}

const maxSteps = 20_000;

/** Refuses a distance that holds more steps than a query may compute, where both are known. */
export function checkSteps(given: PluginArguments, distance: Expression, step: Expression | null): void {
  const [whole, part] = [numberOf(distance), numberOf(step)];
  if (part !== null && part <= 0) throw given.error('the step must be positive');
  if (whole !== null && whole < 0) throw given.error('the window must not be negative');
  if (whole !== null && part !== null && whole / part > maxSteps)
    throw given.error(`the window holds ${Math.ceil(whole / part)} steps; at most ${maxSteps} are supported`);
}

function numberOf(expression: Expression | null): number | null {
  if (expression?.kind !== 'literal') return null;
  const { value } = expression;
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : null;
}
