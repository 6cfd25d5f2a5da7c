import { semanticError } from '../../../../types/kql-error.ts';
import type { GraphStep } from '../../../plan/graph/graph-plan.ts';
import type { PlanOf } from '../../../plan/logical.ts';
import type { Emitter } from '../../emitter.ts';
import type { Relation } from '../../relation.ts';
import { emitAttach, emitNumber } from './attach.ts';
import { emitCollect } from './collect.ts';
import { emitDegrees, emitEdges } from './edges.ts';
import { emitMatch } from './match.ts';
import { emitNodes } from './nodes.ts';
import { emitShortest } from './shortest.ts';
import { emitWalk } from './walk.ts';

type StepName = GraphStep['name'];
export type StepOf<K extends StepName> = Extract<GraphStep, { name: K }>;

/** What the files of this folder turn into SQL: the step, its inputs, and the plan for its columns. */
export interface StepShape<K extends StepName> {
  step: StepOf<K>;
  inputs: Relation[];
  plan: PlanOf<'graphStep'>;
}

type StepEmission<K extends StepName> = (shape: StepShape<K>, emitter: Emitter) => Relation;

const emissions: { [K in StepName]: StepEmission<K> } = {
  nodes: emitNodes,
  edges: emitEdges,
  degrees: emitDegrees,
  match: emitMatch,
  walk: emitWalk,
  shortest: emitShortest,
  attach: emitAttach,
  number: emitNumber,
  collect: emitCollect,
};

export function emitGraphStep(plan: PlanOf<'graphStep'>, emitter: Emitter): Relation {
  const { step } = plan;
  const inputs = plan.inputs.map((input) => emitter.relation(input));
  const emit = emissions[step.name] as StepEmission<StepName>;
  return emit({ step, inputs, plan }, emitter);
}

/** A graph is no table: it must be followed by an operator that makes one of it. */
export function emitGraph(): Relation {
  throw semanticError(
    'SEM0513',
    'Semantic error: SEM0513: a graph is not a result; follow it with an operator such as graph-match or graph-to-table.',
  );
}

export function inputAt(inputs: readonly Relation[], index: number): Relation {
  const found = inputs[index];
  if (found === undefined) throw new Error(`a graph step has no input ${index}`);
  return found;
}
