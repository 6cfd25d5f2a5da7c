import type { OperatorLowering } from '../context.ts';
import { lowerCount, lowerDistinct, lowerSummarize } from './summarize.ts';
import { lowerAs, lowerConsume, lowerGetSchema, lowerInvoke, lowerRender, lowerSerialize } from './annotations.ts';
import { lowerFilter } from './filter.ts';
import { lowerJoin, lowerLookup } from './join.ts';
import { lowerMakeSeries } from './make-series.ts';
import { lowerMvApply } from './mv-apply.ts';
import { lowerMvExpand } from './mv-expand.ts';
import { lowerParse, lowerParseWhere } from './parse.ts';
import { lowerPartition } from './partition.ts';
import { lowerExtend, lowerKeepColumns, lowerPrint, lowerProject, lowerRename } from './project.ts';
import { lowerSample, lowerSort, lowerTake, lowerTop } from './sort.ts';
import { lowerUnion } from './union.ts';

/** Every tabular operator by its class in the grammar. To add one: a file here, one in emit/operators if it has a plan node of its own. */
export const operatorLowerings: Record<string, OperatorLowering> = {
  AsOperator: lowerAs,
  ConsumeOperator: lowerConsume,
  CountOperator: lowerCount,
  DistinctOperator: lowerDistinct,
  ExtendOperator: lowerExtend,
  FilterOperator: lowerFilter,
  GetSchemaOperator: lowerGetSchema,
  InvokeOperator: lowerInvoke,
  JoinOperator: lowerJoin,
  LookupOperator: lowerLookup,
  MakeSeriesOperator: lowerMakeSeries,
  MvApplyOperator: lowerMvApply,
  MvExpandOperator: lowerMvExpand,
  ParseOperator: lowerParse,
  ParseWhereOperator: lowerParseWhere,
  PartitionOperator: lowerPartition,
  PrintOperator: lowerPrint,
  ProjectAwayOperator: lowerKeepColumns,
  ProjectKeepOperator: lowerKeepColumns,
  ProjectOperator: lowerProject,
  ProjectRenameOperator: lowerRename,
  ProjectReorderOperator: lowerKeepColumns,
  RenderOperator: lowerRender,
  SampleOperator: lowerSample,
  SerializeOperator: lowerSerialize,
  SortOperator: lowerSort,
  SummarizeOperator: lowerSummarize,
  TakeOperator: lowerTake,
  TopOperator: lowerTop,
  UnionOperator: lowerUnion,
};
