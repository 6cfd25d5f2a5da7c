import { semanticError } from '../../../../types/kql-error.ts';
import type { PlanOf } from '../../../plan/logical.ts';
import type { Emitter } from '../../emitter.ts';
import type { Relation } from '../../relation.ts';
import { emitAttach, emitNumber } from './attach.ts';
import { emitCollect } from './collect.ts';
import { emitDegrees, emitEdges } from './edges.ts';
import { emitMatch } from './match.ts';
import { emitNodes } from './nodes.ts';
import { emitShortest } from './shortest.ts';
import type { StepName, StepShape } from './step-shape.ts';
import { emitWalk } from './walk.ts';

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
