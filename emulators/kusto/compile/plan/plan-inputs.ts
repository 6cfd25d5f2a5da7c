import type { Expression, Plan } from './logical.ts';
import { operandsOf } from './map-expression.ts';

/** The plans whose rows a plan reads, also those inside of its expressions. */
export function inputsOf(plan: Plan): Plan[] {
  return [...directInputs(plan), ...expressionsOf(plan).flatMap(plansIn)];
}

/** The plans of the subqueries in an expression. */
export function plansIn(expression: Expression): Plan[] {
  const own = expression.kind === 'toscalar' || expression.kind === 'inTable' ? [expression.plan] : [];
  return [...own, ...operandsOf(expression).flatMap(plansIn)];
}

/** The plans that an operator reads, without those inside of its expressions. */
export function directInputs(plan: Plan): Plan[] {
  switch (plan.kind) {
    case 'table':
    case 'rows':
    case 'range':
    case 'outer':
      return [];
    case 'join':
      return [plan.left, plan.right];
    case 'union':
      return plan.inputs.map((input) => input.plan);
    case 'apply':
      return [plan.input, plan.body];
    case 'matching':
      return [plan.input, plan.source];
    case 'compute':
    case 'graphStep':
      return plan.inputs;
    case 'graph':
      return [plan.nodes, plan.edges];
    case 'filter':
    case 'project':
    case 'aggregate':
    case 'sort':
    case 'take':
    case 'expand':
    case 'series':
    case 'topNested':
    case 'materialize':
      return [plan.input];
  }
}

/** Expressions of a plan that may have a subquery in them. */
export function expressionsOf(plan: Plan): Expression[] {
  switch (plan.kind) {
    case 'rows':
      return plan.rows.flat();
    case 'range':
      return [plan.from, plan.to, plan.step];
    case 'filter':
      return [plan.predicate];
    case 'project':
      return plan.items.map((item) => item.expression);
    case 'aggregate':
      return [...plan.keys, ...plan.items].map((item) => item.expression);
    case 'sort':
      return [...plan.keys.map((key) => key.expression), ...present(plan.limit)];
    case 'take':
      return [plan.count];
    case 'join':
      return plan.keys.flatMap((key) => [key.left, key.right]);
    case 'union':
      return plan.inputs.flatMap((input) => input.items.flatMap(present));
    case 'expand':
      return [...plan.expanded.map((column) => column.expression), ...present(plan.limit)];
    case 'series':
      return [
        ...plan.keys.map((key) => key.expression),
        plan.axis.expression,
        ...[plan.from, plan.to, plan.step].flatMap(present),
        ...plan.aggregates.flatMap((item) => [item.expression, ...present(item.defaultValue)]),
      ];
    case 'topNested':
      return plan.levels.flatMap((level) => [
        level.key.expression,
        level.value.expression,
        ...present(level.count),
        ...present(level.others),
      ]);
    case 'table':
    case 'materialize':
    case 'apply':
    case 'outer':
    case 'matching':
    case 'compute':
    case 'graph':
    case 'graphStep':
      return [];
  }
}

function present(expression: Expression | null): Expression[] {
  return expression === null ? [] : [expression];
}
