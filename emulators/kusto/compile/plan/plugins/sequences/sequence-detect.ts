import { convertTo } from '../../convert.ts';
import type { Column, NamedExpression } from '../../logical.ts';
import { projection } from '../../operators/project.ts';
import { finished } from '../finished.ts';
import { lowerText } from '../lower-text.ts';
import type { Plugin } from '../plugin.ts';
import { PluginArguments } from '../plugin-arguments.ts';
import { checkSteps } from '../step.ts';
import { ascending, list } from '../text-parts.ts';

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
    const [step, span] = [1, 2].map((index) => convertTo('timespan', given.value(index)));
    if (step === undefined || span === undefined) throw given.error('it needs the greatest step and span');
    checkSteps(given, step, step);
    const plan = lowerText(
      sequenceText(
        conditions.length,
        dimensions.map((dimension) => dimension.name),
      ),
      { tables: { Events: events }, values: { step, span } },
      call.lowering,
    );
    return finished(plan, distinctlyNamed(call.columns));
  },
};

/** Points that are at most a step apart are in the same bin of that size, or in neighbouring ones. */
function sequenceText(count: number, dimensions: readonly string[]): string {
  const points = Array.from({ length: count }, (_, index) => `T${index}`);
  const matches = (point: string, index: number) =>
    `Events | where s${index} | summarize by ${list(`${point} = T`, dimensions)}`;
  const joins = points.slice(1).map(
    (point, index) => `| extend One = 1
      | join kind=inner (range K from 0 to 1 step 1 | extend One = 1) on One
      | extend Bin = bin(T${index}, step) + K * step
      | join kind=inner (${matches(point, index + 1)} | extend Bin = bin(${point}, step)) on ${list('Bin', dimensions)}
      | where ${point} > T${index} and ${point} - T${index} <= step and ${point} - T0 <= span
      | project ${list(dimensions, points.slice(0, index + 2))}`,
  );
  return `${matches('T0', 0)} ${joins.join('\n')}
    | order by ${ascending(...points, ...dimensions)}
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
