import type { CellValue } from '../../encode/cells.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import type { CommandRecord } from './command-log.ts';

const journalColumns =
  'Event, EventTimestamp:datetime, Database, EntityName, UpdatedEntityName, EntityVersion, EntityContainerName, OriginalEntityState, UpdatedEntityState, ChangeCommand, Principal, RootActivityId:guid, ClientRequestId, User, OriginalEntityVersion';
const read = { access: 'read' as const };

/** What ran since the process started: commands, operations that changed something, and the journal of schema changes. */
export const operationCommands: readonly CommandDefinition[] = [
  {
    ...read,
    kind: 'ShowCommands',
    syntax: 'show commands .',
    columns:
      'ClientActivityId, CommandType, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, RootActivityId:guid, User, FailureReason, Application, Principal, TotalCpu:timespan, ResourcesUtilization:dynamic, ClientRequestProperties:dynamic, WorkloadGroup, VirtualCluster',
    run: (call) => call.engine.commands.list().map(commandRow),
  },
  {
    ...read,
    kind: 'ShowCommandsAndQueries',
    syntax: 'show commands-and-queries .',
    columns:
      'ClientActivityId, CommandType, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, FailureReason, RootActivityId:guid, User, Application, Principal, ClientRequestProperties:dynamic, TotalCpu:timespan, MemoryPeak:long, CacheStatistics:dynamic, ScannedExtentsStatistics:dynamic, ResultSetStatistics:dynamic, WorkloadGroup, VirtualCluster',
    run: commandsAndQueries,
  },
  {
    ...read,
    kind: 'ShowOperations',
    syntax: 'show operations',
    columns:
      'OperationId:guid, Operation, NodeId, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, Status, RootActivityId:guid, ShouldRetry:bool, Database, Principal, User, AdminEpochStartTime:datetime, VirtualCluster',
    run: operations,
  },
  {
    ...read,
    kind: 'ShowJournal',
    syntax: 'show journal .',
    columns: journalColumns,
    run: (call) => journal(call, () => true),
  },
  {
    ...read,
    kind: 'ShowDatabaseJournal',
    syntax: 'show database {database} journal .',
    columns: journalColumns,
    run: (call) => journal(call, ({ database }) => database === call.name('database')),
  },
];

function commandRow(record: CommandRecord): CellValue[] {
  return [
    record.clientRequestId,
    record.kind,
    record.text,
    record.database,
    ticksOfDate(record.startedOn),
    ticksOfDate(record.endedOn),
    durationTicks(record),
    record.state,
    record.activityId,
    record.user,
    record.failureReason,
    record.application,
    '',
    null,
    null,
    null,
    'default',
    '',
  ];
}

function commandsAndQueries(call: CommandCall): CommandRows {
  const commands = call.engine.commands.list().map((record) => ({ ...record, type: record.kind }));
  const queries = call.engine.running
    .ended()
    .map((record) => ({ ...record, type: 'Query', endedOn: record.lastUpdatedOn }));
  const all = [...commands, ...queries].sort((a, b) => a.startedOn.getTime() - b.startedOn.getTime());
  return all.map((record) => [
    record.clientRequestId,
    record.type,
    record.text,
    record.database,
    ticksOfDate(record.startedOn),
    ticksOfDate(record.endedOn),
    durationTicks(record),
    record.state,
    record.failureReason,
    record.activityId,
    record.user,
    record.application,
    '',
    ...new Array<null>(6).fill(null),
    'default',
    '',
  ]);
}

function operations(call: CommandCall): CommandRows {
  const id = call.reader.isAtEnd ? undefined : readOperationId(call);
  return call.engine.commands
    .list()
    .filter(({ access, operationId }) => access === 'write' && (id === undefined || operationId === id))
    .map((record) => [
      record.operationId,
      record.kind,
      'KEngine000000',
      ticksOfDate(record.startedOn),
      ticksOfDate(record.endedOn),
      durationTicks(record),
      record.state,
      record.failureReason,
      record.activityId,
      false,
      record.database,
      '',
      record.user,
      ticksOfDate(call.engine.startedOn),
      '',
    ]);
}

function readOperationId(call: CommandCall): string {
  const wrong = call.reader.error('the id of an operation is expected');
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(call.reader.rest());
  if (id === null) throw wrong;
  return id[0].toLowerCase();
}

function journal(call: CommandCall, isWanted: (record: CommandRecord) => boolean): CommandRows {
  return call.engine.commands
    .list()
    .filter((record) => record.access === 'write' && record.state === 'Completed' && isWanted(record))
    .map((record) => [
      record.kind,
      ticksOfDate(record.endedOn),
      record.database,
      ...new Array<string>(6).fill(''),
      record.text,
      '',
      record.activityId,
      record.clientRequestId,
      record.user,
      '',
    ]);
}

function durationTicks({ startedOn, endedOn }: { startedOn: Date; endedOn: Date }): bigint {
  return BigInt(endedOn.getTime() - startedOn.getTime()) * 10_000n;
}
