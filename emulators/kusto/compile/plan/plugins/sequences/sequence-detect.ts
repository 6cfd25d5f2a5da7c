import { convertTo } from '../../convert.ts';
import type { Column, NamedExpression } from '../../logical.ts';
import { projection } from '../../operators/project.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { finished, list } from '../timeline.ts';

/**
 * `sequence_detect(Timeline, MaxStep, MaxSpan, condition…, dimension…)`: each sequence of points in time of rows with
 * equal dimensions that match the conditions one after another.
 */
export const sequenceDetect: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const rest = given.positional.slice(3).map((node) => given.expression(node));
    const firstOther = rest.findIndex((value) => value.type !== 'bool');
    const conditions = firstOther < 0 ? rest : rest.slice(0, firstOther);
    if (conditions.length === 0) throw given.error('it needs a condition');
    const time = given.column(0);
    if (time.type !== 'datetime') throw given.error(`the timeline '${time.name}' is not of type datetime`);
    const dimensions = rest
      .slice(conditions.length)
      .map((value, index): NamedExpression => ({ name: `d${index}`, type: value.type, expression: value }));
    const events = projection(call.input, [
      { name: 'T', type: time.type, expression: time },
      ...conditions.map(
        (value, index): NamedExpression => ({ name: `s${index}`, type: 'bool', expression: value }),
      ),
      ...dimensions,
    ]);
    const distance = (index: number) => convertTo('timespan', given.value(index));
    const plan = lowerText(
      sequenceText(
        conditions.length,
        dimensions.map((dimension) => dimension.name),
      ),
      { tables: { Events: events }, values: { step: distance(1), span: distance(2) } },
      call.lowering,
    );
    return finished(plan, distinctlyNamed(call.columns));
  },
};

function sequenceText(count: number, dimensions: readonly string[]): string {
  const points = Array.from({ length: count }, (_, index) => `T${index}`);
  const step = (index: number) =>
    `Events | where s${index} | summarize by ${list(`T${index} = T`, dimensions)} | extend One = 1`;
  const joins = points.slice(1).map(
    (point, index) => `| join kind=inner (${step(index + 1)}) on ${list('One', dimensions)}
      | where ${point} > T${index} and ${point} - T${index} <= step and ${point} - T0 <= span
      | project ${list(dimensions, points.slice(0, index + 2), 'One')}`,
  );
  return `${step(0)} ${joins.join('\n')}
    | order by ${points.map((point) => `${point} asc`).join(', ')}
    | project ${list(dimensions, points, `Duration = T${count - 1} - T0`)}`;
}

/** Conditions without names of their own would give several columns one name. */
function distinctlyNamed(columns: readonly Column[]): Column[] {
  const names = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let number = 1; names.has(name); number++) name = `${column.name}${number}`;
    names.add(name);
    return { ...column, name };
  });
}
