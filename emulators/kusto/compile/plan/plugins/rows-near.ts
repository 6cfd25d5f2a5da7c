import { convertTo } from '../convert.ts';
import {
  type Column,
  callOf,
  columnReference,
  literal,
  type NamedExpression,
  type Plan,
  passThrough,
} from '../logical.ts';
import { projection } from '../operators/project.ts';
import type { Plugin } from './plugin.ts';
import { PluginArguments } from './plugin-arguments.ts';

const maxRows = 1_000_000;
const isNear: Column = { name: '$near', type: 'bool' };

/** `rows_near(condition, rows [, rowsAfter])`: rows that are at most so many rows before or after one that matches. */
export const rowsNear: Plugin = {
  lower(call) {
    const given = new PluginArguments(call);
    const condition = convertTo('bool', given.value(0));
    const before = count(given, 1);
    const after = given.find(2) === undefined ? before : count(given, 2);
    const near: NamedExpression = {
      ...isNear,
      expression: callOf('rows_near', 'bool', condition, literal('long', before), literal('long', after)),
    };
    const marked = projection(call.input, [...passThrough(call.input.columns), near]);
    const kept: Plan = { ...marked, kind: 'filter', input: marked, predicate: columnReference(isNear) };
    return projection(kept, passThrough(call.input.columns));
  },
};

function count(given: PluginArguments, index: number): bigint {
  const value = given.option(index)?.value;
  if (typeof value !== 'bigint' || value < 0n || value > maxRows)
    throw given.error(`the number of rows must be an integer from 0 to ${maxRows}`);
  return value;
}
