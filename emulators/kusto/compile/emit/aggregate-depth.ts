import type { Plan } from '../plan/logical.ts';
import { inputsOf } from '../plan/plan-inputs.ts';

const depths = new WeakMap<Plan, number>();

/** Aggregates upon aggregates below a plan, the plan itself included. */
export function aggregateDepth(plan: Plan): number {
  const known = depths.get(plan);
  if (known !== undefined) return known;
  const below = inputsOf(plan).reduce((deepest, input) => Math.max(deepest, aggregateDepth(input)), 0);
  const depth = below + (plan.kind === 'aggregate' ? 1 : 0);
  depths.set(plan, depth);
  return depth;
}
