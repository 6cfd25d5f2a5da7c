import type { OperatorLowering } from '../context.ts';
import {
  lowerAs,
  lowerConsume,
  lowerGetSchema,
  lowerInvoke,
  lowerRender,
  lowerSerialize,
} from './annotations.ts';
import { lowerAssertSchema } from './assert-schema.ts';
import { lowerEvaluate } from './evaluate.ts';
import { lowerFilter } from './filter.ts';
import { lowerFind } from './find.ts';
import { lowerFacet, lowerFork } from './fork.ts';
import { lowerGraphMarkComponents } from './graph-mark-components.ts';
import { lowerGraphMatch, lowerGraphShortestPaths } from './graph-match.ts';
import { lowerGraphToTable } from './graph-to-table.ts';
import { lowerGraphWhereEdges, lowerGraphWhereNodes } from './graph-where.ts';
import { lowerJoin, lowerLookup } from './join.ts';
import { lowerMacroExpand } from './macro-expand.ts';
import { lowerMakeGraph } from './make-graph.ts';
import { lowerMakeSeries } from './make-series.ts';
import { lowerMvApply } from './mv-apply.ts';
import { lowerMvExpand } from './mv-expand.ts';
import { lowerParse, lowerParseWhere } from './parse.ts';
import { lowerParseKv } from './parse-kv.ts';
import { lowerPartition } from './partition.ts';
import { lowerExtend, lowerKeepColumns, lowerPrint, lowerProject, lowerRename } from './project.ts';
import { lowerReduce } from './reduce.ts';
import { lowerSampleDistinct } from './sample-distinct.ts';
import { lowerScan } from './scan.ts';
import { lowerSearch } from './search.ts';
import { lowerSample, lowerSort, lowerTake, lowerTop } from './sort.ts';
import { lowerCount, lowerDistinct, lowerSummarize } from './summarize.ts';
import { lowerTopHitters } from './top-hitters.ts';
import { lowerTopNested } from './top-nested.ts';
import { lowerUnion } from './union.ts';

/** Every tabular operator by its class in the grammar. To add one: a file here, one in emit/operators if it has a plan node of its own. */
export const operatorLowerings: Record<string, OperatorLowering> = {
  AsOperator: lowerAs,
  AssertSchemaOperator: lowerAssertSchema,
  ConsumeOperator: lowerConsume,
  CountOperator: lowerCount,
  DistinctOperator: lowerDistinct,
  EvaluateOperator: lowerEvaluate,
  ExtendOperator: lowerExtend,
  FilterOperator: lowerFilter,
  FindOperator: lowerFind,
  FacetOperator: lowerFacet,
  ForkOperator: lowerFork,
  GetSchemaOperator: lowerGetSchema,
  GraphMarkComponentsOperator: lowerGraphMarkComponents,
  GraphMatchOperator: lowerGraphMatch,
  GraphShortestPathsOperator: lowerGraphShortestPaths,
  GraphToTableOperator: lowerGraphToTable,
  GraphWhereEdgesOperator: lowerGraphWhereEdges,
  GraphWhereNodesOperator: lowerGraphWhereNodes,
  InvokeOperator: lowerInvoke,
  JoinOperator: lowerJoin,
  LookupOperator: lowerLookup,
  MacroExpandOperator: lowerMacroExpand,
  MakeGraphOperator: lowerMakeGraph,
  MakeSeriesOperator: lowerMakeSeries,
  MvApplyOperator: lowerMvApply,
  MvExpandOperator: lowerMvExpand,
  ParseKvOperator: lowerParseKv,
  ParseOperator: lowerParse,
  ParseWhereOperator: lowerParseWhere,
  PartitionOperator: lowerPartition,
  PrintOperator: lowerPrint,
  ProjectByNamesOperator: lowerKeepColumns,
  ProjectAwayOperator: lowerKeepColumns,
  ProjectKeepOperator: lowerKeepColumns,
  ProjectOperator: lowerProject,
  ProjectRenameOperator: lowerRename,
  ProjectReorderOperator: lowerKeepColumns,
  ReduceByOperator: lowerReduce,
  RenderOperator: lowerRender,
  SampleDistinctOperator: lowerSampleDistinct,
  SampleOperator: lowerSample,
  ScanOperator: lowerScan,
  SearchOperator: lowerSearch,
  SerializeOperator: lowerSerialize,
  SortOperator: lowerSort,
  SummarizeOperator: lowerSummarize,
  TakeOperator: lowerTake,
  TopHittersOperator: lowerTopHitters,
  TopNestedOperator: lowerTopNested,
  TopOperator: lowerTop,
  UnionOperator: lowerUnion,
};
