import type { GraphStep } from '../../../plan/graph/graph-plan.ts';
import type { PlanOf } from '../../../plan/logical.ts';
import type { Relation } from '../../relation.ts';

export type StepName = GraphStep['name'];
type StepOf<K extends StepName> = Extract<GraphStep, { name: K }>;

/** What the files of this folder turn into SQL: the step, its inputs, and the plan for its columns. */
export interface StepShape<K extends StepName> {
  step: StepOf<K>;
  inputs: Relation[];
  plan: PlanOf<'graphStep'>;
}

export function inputAt(inputs: readonly Relation[], index: number): Relation {
  const found = inputs[index];
  if (found === undefined) throw new Error(`a graph step has no input ${index}`);
  return found;
}
