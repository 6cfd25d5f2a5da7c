import { unsupported } from '../../../types/kql-error.ts';
import { callArguments } from '../../parse/calls.ts';
import { nodeName, scalarType, simpleName } from '../../parse/syntax-tree.ts';
import { convertTo } from '../convert.ts';
import {
  aggregateOf,
  type Column,
  callOf,
  columnReference,
  type Expression,
  literal,
  type NamedExpression,
  passThrough,
  projectOf,
} from '../logical.ts';
import { aggregated } from '../operators/summarize.ts';
import type { Plugin, PluginCall } from './plugin.ts';

interface Shape {
  pivot: Expression & { kind: 'column' };
  aggregate: Expression & { kind: 'aggregate' };
  /** Columns by which rows are grouped: the named ones, or all that the call does not mention. */
  groups: Column[];
}

/** `pivot(column [, aggregate] [, groups…])`: a column for each value, with the aggregate over the rows that have it. */
export const pivot: Plugin = {
  lower(call) {
    const shape = readShape(call);
    const groupNames = new Set(shape.groups.map((column) => column.name));
    const cells = call.columns.filter((column) => !groupNames.has(column.name));
    const items = cells.map(
      (column): NamedExpression => ({
        ...column,
        expression: convertTo(column.type, cell(shape, column.name)),
      }),
    );
    const grouped = aggregated(call.input, passThrough(shape.groups), items);
    return projectOf(grouped, passThrough(call.columns));
  },

  probe(call) {
    const shape = readShape(call);
    const value: NamedExpression = {
      name: 'value',
      type: 'string',
      expression: convertTo('string', shape.pivot),
    };
    return {
      plan: aggregated(call.input, [value], []),
      columnsOf: (rows) => {
        const names = rows
          .map(([name]) => String(name))
          .filter((name) => name !== '')
          .sort();
        return [...shape.groups, ...names.map((name): Column => ({ name, type: shape.aggregate.type }))];
      },
    };
  },
};

function readShape({ call, input, lowering }: PluginCall): Shape {
  const [pivotNode, ...rest] = callArguments(call);
  const pivotColumn = pivotNode === undefined ? undefined : lowering.expression(pivotNode);
  if (pivotColumn?.kind !== 'column') throw unsupported('pivot() of an expression');
  const isAggregate = (node: (typeof rest)[number]) => nodeName(node) === 'FunctionCallExpression';
  const aggregateNode = rest.find(isAggregate);
  const lowered = aggregateNode === undefined ? null : lowering.expression(aggregateNode);
  if (lowered !== null && lowered.kind !== 'aggregate')
    throw unsupported('pivot() with a computed aggregate');
  const aggregate: Shape['aggregate'] = lowered ?? aggregateOf('count', 'long');
  const type = aggregateNode === undefined ? 'long' : (scalarType(aggregateNode) ?? aggregate.type);
  const named = rest.filter((node) => !isAggregate(node)).map(simpleName);
  const used = new Set([
    pivotColumn.name,
    ...aggregate.arguments.map((item) => (item.kind === 'column' ? item.name : '')),
  ]);
  const groups = input.columns.filter((column) =>
    named.length > 0 ? named.includes(column.name) : !used.has(column.name),
  );
  return { pivot: pivotColumn, aggregate: { ...aggregate, type }, groups };
}

function cell({ pivot: column, aggregate }: Shape, value: string): Expression {
  const filter: Expression = callOf('==', 'bool', convertTo('string', column), literal('string', value));
  return { ...aggregate, filter };
}

/** `narrow()`: one row per cell, with its row number, column and text. */
export const narrow: Plugin = {
  lower({ input, columns }) {
    const number: NamedExpression = {
      name: '$number',
      type: 'long',
      expression: callOf('row_number', 'long', literal('long', 0n)),
    };
    const numbered = { ...projectOf(input, [...passThrough(input.columns), number]), isSerialized: true };
    const inputs = input.columns.map((column) => ({
      plan: numbered,
      items: [
        columnReference({ name: '$number', type: 'long' }),
        literal('string', column.name),
        convertTo('string', columnReference(column)),
      ],
    }));
    return { kind: 'union', inputs, columns, isSerialized: false };
  },
};
