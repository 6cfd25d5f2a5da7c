import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  maybeChild,
  namedParameters,
  nodeName,
  type SyntaxNode,
  textOf,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import type { Column, Expression, NamedExpression, Plan, SeriesAggregate } from '../logical.ts';
import { named } from './project.ts';

/** Output: the keys, one array per aggregate, and the array of the axis. */
export function lowerMakeSeries(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const kind = namedParameters(node).get('kind');
  const byClause = maybeChild(node, 'ByClause');
  const keyNodes = byClause === null ? [] : elements(byClause, 'Expressions');
  const keys = keyNodes.map(
    (key, index): NamedExpression => named(at(columns, index), lowering.expression(key), 'make-series'),
  );
  const aggregates = elements(node, 'Aggregates').map((item, index): SeriesAggregate => {
    const value = child(item, 'Expression');
    const call = nodeName(value) === 'SimpleNamedExpression' ? child(value, 'Expression') : value;
    const given = maybeChild(item, 'DefaultExpression');
    return {
      name: at(columns, keys.length + index).name,
      expression: lowering.expression(call),
      defaultValue: given === null ? null : lowering.expression(child(given, 'Expression')),
    };
  });
  const axisNode = child(child(node, 'OnClause'), 'Expression');
  const axis = lowering.expression(
    nodeName(axisNode) === 'SimpleNamedExpression' ? child(axisNode, 'Expression') : axisNode,
  );
  const range = seriesRange(child(node, 'RangeClause'), axis, lowering);
  return {
    kind: 'series',
    input,
    keys,
    axis: { name: at(columns, keys.length + aggregates.length).name, type: axis.type, expression: axis },
    aggregates,
    ...range,
    isNonEmpty: kind !== undefined && textOf(kind) === 'nonempty',
    columns,
    isSerialized: false,
  };
}

function seriesRange(clause: SyntaxNode, axis: Expression, lowering: Lowering) {
  if (nodeName(clause) !== 'MakeSeriesFromToStepClause') {
    const [from, to, step] = elements(child(clause, 'Arguments'), 'Expressions').map((item) =>
      lowering.expression(item),
    );
    if (from === undefined || to === undefined || step === undefined)
      throw unsupported('make-series in range() without three arguments');
    return {
      from: convertTo(axis.type, from),
      to: convertTo(axis.type, to),
      step: stepOf(axis, step),
      includesEnd: true,
    };
  }
  const from = maybeChild(clause, 'MakeSeriesFromClause');
  const to = maybeChild(clause, 'MakeSeriesToClause');
  const step = lowering.expression(child(child(clause, 'MakeSeriesStepClause'), 'Expression'));
  return {
    from: from === null ? null : convertTo(axis.type, lowering.expression(child(from, 'Expression'))),
    to: to === null ? null : convertTo(axis.type, lowering.expression(child(to, 'Expression'))),
    step: stepOf(axis, step),
    includesEnd: false,
  };
}

function stepOf(axis: Expression, step: Expression): Expression {
  return convertTo(axis.type === 'datetime' ? 'timespan' : axis.type, step);
}

function at(columns: Column[], index: number): Column {
  const column = columns[index];
  if (column === undefined) throw new Error(`make-series: no column ${index}`);
  return column;
}
