import { nodeName, parentOf } from '../../parse/syntax-tree.ts';
import { finished } from './finished.ts';
import { lowerText } from './lower-text.ts';
import type { Plugin, PluginCall } from './plugin.ts';
import { PluginArguments } from './plugin-arguments.ts';

/** `identity()`: the rows as they are. */
export const identity: Plugin = { lower: ({ input }) => input };

/** `estimate_rows_count()`: here the exact number. */
export const estimateRowsCount: Plugin = {
  lower: ({ input, lowering, columns }) =>
    finished(lowerText('Input | count', { tables: { Input: input } }, lowering), columns),
};

/** `preview(rows)`: two results, some rows and the number of all. Nothing may follow it. */
export const preview: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const count = given.option(0)?.value;
    if (typeof count !== 'bigint' || count < 0n)
      throw given.error('the number of rows must be an integer from 0 on');
    if (!isLast(call)) throw given.error('it gives two results, so that no other operator may follow it');
    const tables = { Input: call.input };
    call.lowering.state.sideResults.push({
      name: '',
      plan: lowerText(`Input | take ${count}`, { tables }, call.lowering),
    });
    return lowerText('Input | count', { tables }, call.lowering);
  },
};

/** The call's operator ends a statement of the query, and not a function, a subquery or a let statement. */
export function isLast({ call, lowering }: PluginCall): boolean {
  if (lowering.scope.depth > 0) return false;
  const operator = parentOf(call);
  const pipe = operator === null ? null : parentOf(operator);
  const statement = pipe === null ? null : parentOf(pipe);
  return statement !== null && nodeName(statement) === 'ExpressionStatement';
}
