import type { KustoType } from '../../../types/schema.ts';
import { type SyntaxNode, symbolKind } from '../../parse/syntax-tree.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  columnReference,
  type Expression,
  type NamedExpression,
  type Plan,
} from '../logical.ts';
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

/** A result under the names and types that the call has. */
export function finished(plan: Plan, columns: readonly Column[]): Plan {
  const items = columns.map((column, index): NamedExpression => {
    const own = plan.columns[index];
    if (own === undefined) throw new Error(`a plugin gives no column ${column.name}`);
    return { ...column, expression: convertTo(column.type, columnReference(own)) };
  });
  return projection(plan, items);
}

/** `a, b, c`, leaving out what is empty. */
export function list(...parts: (string | readonly string[])[]): string {
  return parts
    .flat()
    .filter((part) => part !== '')
    .join(', ');
}

/** `a asc, b asc`: sort keys. */
export function ascending(...names: string[]): string {
  return names.map((name) => `${name} asc`).join(', ');
}

/** True where the row before has other dimensions; null equals null. */
export function differsFromPrevious(...names: string[]): string {
  return names.map((name) => `iff(prev(${name}) != ${name}, true, false)`).join(' or ') || 'false';
}

export function isColumn(node: SyntaxNode): boolean {
  return symbolKind(node) === 'ColumnSymbol';
}
