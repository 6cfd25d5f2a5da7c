import type { Plan, PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import type { Relation } from '../relation.ts';
import { emitAggregate } from './aggregate.ts';
import { emitApply, emitMatching, emitOuter } from './apply.ts';
import { emitCompute } from './compute.ts';
import { emitExpand } from './expand.ts';
import { emitFilter } from './filter.ts';
import { emitGraph, emitGraphStep } from './graph/graph-step.ts';
import { emitJoin } from './join.ts';
import { emitMaterialize, emitProject } from './project.ts';
import { emitSeries } from './series.ts';
import { emitSort, emitTake } from './sort.ts';
import { emitRange, emitRows, emitTable } from './sources.ts';
import { emitTopNested } from './top-nested.ts';
import { emitUnion } from './union.ts';

/** How each kind of plan node becomes SQL; one file per operator. */
export const operatorEmissions: { [K in Plan['kind']]: (plan: PlanOf<K>, emitter: Emitter) => Relation } = {
  table: emitTable,
  rows: emitRows,
  range: emitRange,
  filter: emitFilter,
  project: emitProject,
  aggregate: emitAggregate,
  sort: emitSort,
  take: emitTake,
  join: emitJoin,
  union: emitUnion,
  expand: emitExpand,
  series: emitSeries,
  topNested: emitTopNested,
  materialize: emitMaterialize,
  apply: emitApply,
  outer: emitOuter,
  matching: emitMatching,
  compute: emitCompute,
  graph: emitGraph,
  graphStep: emitGraphStep,
};
