import { convertTo } from '../convert.ts';
import { callOf, type Expression, literal, type NamedExpression, passThrough } from '../logical.ts';
import { projection } from '../operators/project.ts';
import type { Plugin } from './plugin.ts';
import { PluginArguments } from './plugin-arguments.ts';

const maxSketches = 16;
/** The sketch of no values takes the place of null. */
const empty = literal('dynamic', '[[1024, 18], [], []]');

/** `dcount_intersect(hll, hll…)`: for each row how many values the first sketch has seen, the first two both, and so on. */
export const dcountIntersect: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const sketches = given.positional.map((node): Expression => {
      const sketch = convertTo('dynamic', given.expression(node));
      return callOf('coalesce', 'dynamic', sketch, empty);
    });
    if (sketches.length < 2 || sketches.length > maxSketches)
      throw given.error(`it takes 2 to ${maxSketches} sketches`);
    const counts: Expression = callOf('hll_intersect', 'dynamic', ...sketches);
    const added = call.columns.slice(call.input.columns.length).map(
      (column, index): NamedExpression => ({
        ...column,
        expression: convertTo(column.type, {
          kind: 'path',
          type: 'dynamic',
          base: counts,
          steps: [literal('long', BigInt(index))],
        }),
      }),
    );
    return projection(call.input, [...passThrough(call.input.columns), ...added]);
  },
};
