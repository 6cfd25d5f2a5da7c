import type { AggregateFunction } from '../entries.ts';

/** The -if form of an aggregate, which takes a condition after the plain form's own arguments. */
const forms: [name: string, plain: string, conditionAt: number][] = [
  ['countif', 'count', 0],
  ['sumif', 'sum', 1],
  ['avgif', 'avg', 1],
  ['minif', 'min', 1],
  ['maxif', 'max', 1],
  ['dcountif', 'dcount', 1],
  ['count_distinctif', 'count_distinct', 1],
  ['stdevif', 'stdev', 1],
  ['stdevpif', 'stdevp', 1],
  ['varianceif', 'variance', 1],
  ['variancepif', 'variancep', 1],
  ['covarianceif', 'covariance', 2],
  ['covariancepif', 'covariancep', 2],
  ['take_anyif', 'take_any', 1],
  ['anyif', 'take_any', 1],
  ['make_list_if', 'make_list', 1],
  ['make_set_if', 'make_set', 1],
  ['make_bag_if', 'make_bag', 1],
  ['hll_if', 'hll', 1],
];

export function conditional(plain: ReadonlyMap<string, AggregateFunction>): [string, AggregateFunction][] {
  return forms.map(([name, base, conditionAt]) => [
    name,
    conditionalForm(plain.get(base), conditionAt, name),
  ]);
}

function conditionalForm(
  base: AggregateFunction | undefined,
  conditionAt: number,
  name: string,
): AggregateFunction {
  if (base === undefined) throw new Error(`${name}: no plain form`);
  return {
    ...base,
    sql: (operands, call) => {
      const condition = operands[conditionAt];
      const rest = operands.filter((_, index) => index !== conditionAt);
      return base.sql(rest, { ...call, filter: [...call.filter, condition?.sql ?? 'false'] });
    },
  };
}
