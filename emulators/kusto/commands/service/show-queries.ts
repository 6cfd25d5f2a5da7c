import type { CellValue } from '../../encode/cells.ts';
import type { QueryRecord } from '../../queries/running-queries.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import type { CommandDefinition } from '../command.ts';

const columns =
  'ClientActivityId, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, RootActivityId:guid, User, FailureReason, TotalCpu:timespan, CacheStatistics:dynamic, Application, MemoryPeak:long, ScannedExtentsStatistics:dynamic, Principal, ClientRequestProperties:dynamic, ResultSetStatistics:dynamic, WorkloadGroup, OverallQueryStats, VirtualCluster';

export const queryCommands: readonly CommandDefinition[] = [
  {
    kind: 'ShowQueries',
    syntax: 'show queries .',
    access: 'read',
    columns,
    run: (call) => [...call.engine.running.ended(), ...call.engine.running.running()].map(queryRow),
  },
  {
    kind: 'ShowRunningQueries',
    syntax: 'show running queries',
    access: 'read',
    columns,
    run: (call) => call.engine.running.running().map(queryRow),
  },
];

function queryRow(query: QueryRecord): CellValue[] {
  const isRunning = query.state === 'InProgress';
  const end = isRunning ? new Date() : query.lastUpdatedOn;
  const duration = BigInt(end.getTime() - query.startedOn.getTime()) * 10_000n;
  return [
    query.clientRequestId,
    query.text,
    query.database,
    ticksOfDate(query.startedOn),
    ticksOfDate(end),
    duration,
    query.state,
    query.activityId,
    query.user,
    query.failureReason,
    null,
    null,
    query.application,
    null,
    null,
    '',
    null,
    isRunning ? null : JSON.stringify({ TableCount: 1, TablesStatistics: [{ RowCount: query.rowCount }] }),
    'default',
    '',
    '',
  ];
}
