import type { KustoType } from '../../../types/schema.ts';
import { convertTo } from '../convert.ts';
import type { Expression, NamedExpression, Plan } from '../logical.ts';
import { projection } from '../operators/project.ts';
import type { PluginCall } from './plugin.ts';
import type { PluginArguments } from './plugin-arguments.ts';

/** Events of ids on a timeline, and the names that texts use for what slices them. */
export interface Timeline {
  /** Columns Id, T and one for each dimension. */
  events: Plan;
  /** d0, d1, …: the dimensions by their names in `events`. */
  dimensions: readonly string[];
  /** Type of T: int is widened to long. */
  type: KustoType;
}

export function readTimeline(
  { input }: PluginCall,
  given: PluginArguments,
  places: { id: number; timeline: number; dimensionsFrom: number; dimensionsTo?: number },
): Timeline {
  const sliced = given.positional.slice(places.dimensionsFrom, places.dimensionsTo);
  const dimensions = sliced.map((node, index): NamedExpression => {
    const expression = given.columnOf(node);
    return { name: `d${index}`, type: expression.type, expression };
  });
  const id = given.column(places.id);
  const time = given.column(places.timeline);
  const type = time.type === 'int' ? 'long' : time.type;
  if (!['datetime', 'timespan', 'long', 'real'].includes(type))
    throw given.error(`the timeline '${time.name}' is of type ${time.type}`);
  const items: NamedExpression[] = [
    { name: 'Id', type: id.type, expression: id },
    { name: 'T', type, expression: convertTo(type, time) },
    ...dimensions,
  ];
  return { events: projection(input, items), dimensions: dimensions.map((item) => item.name), type };
}

/** A point on the timeline that an argument gives. */
export function pointAt(timeline: Timeline, value: Expression): Expression {
  return convertTo(timeline.type, value);
}

/** A distance on the timeline: a timespan between datetimes. */
export function distanceOf(timeline: Timeline, value: Expression): Expression {
  return convertTo(timeline.type === 'datetime' ? 'timespan' : timeline.type, value);
}
