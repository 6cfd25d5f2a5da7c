import type { IngestionFailure } from '../../ingest/ingestion-failures.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import type { CommandDefinition } from '../command.ts';

const noId = '00000000-0000-0000-0000-000000000000';

export const showIngestionFailures: CommandDefinition = {
  kind: 'ShowIngestionFailures',
  syntax: 'show ingestion failures .',
  access: 'read',
  columns:
    'OperationId:guid, Database, Table, FailedOn:datetime, IngestionSourcePath, Details, FailureKind, RootActivityId:guid, OperationKind, OriginatesFromUpdatePolicy:bool, ErrorCode, Principal, ShouldRetry:bool, User, IngestionProperties',
  run: (call) =>
    call.engine.failures
      .list()
      .map((failure) => [
        noId,
        failure.database,
        failure.table,
        ticksOfDate(failure.failedOn),
        failure.clientRequestId,
        failure.details,
        failure.failureKind,
        noId,
        failure.operation === 'inline' ? 'IngestInlineIntoTable' : 'StreamingIngestion',
        failure.originatesFromUpdatePolicy === true,
        failure.errorCode,
        '',
        failure.failureKind === 'Transient',
        '',
        JSON.stringify({ format: failure.format }),
      ]),
};

export const showStreamingIngestionFailures: CommandDefinition = {
  kind: 'ShowStreamingIngestionFailures',
  syntax: 'show streamingingestion failures .',
  access: 'read',
  columns:
    'Database, Table, Principal, RootActivityId:guid, IngestionProperties:dynamic, Count:long, FirstFailureOn:datetime, LastFailureOn:datetime, FailureKind, ErrorCode, Details',
  run(call) {
    const groups = groupFailures(call.engine.failures.list());
    return [...groups.values()].map((failures) => {
      const [first] = failures;
      const last = failures.at(-1) ?? first;
      return [
        first.database,
        first.table,
        '',
        noId,
        JSON.stringify({ format: first.format }),
        failures.length,
        ticksOfDate(first.failedOn),
        ticksOfDate(last.failedOn),
        first.failureKind,
        first.errorCode,
        last.details,
      ];
    });
  },
};

type Failures = [IngestionFailure, ...IngestionFailure[]];

/** Streaming failures of the same table, format and code. */
function groupFailures(failures: readonly IngestionFailure[]): Map<string, Failures> {
  const groups = new Map<string, Failures>();
  for (const failure of failures) {
    if (failure.operation !== 'streaming') continue;
    const key = JSON.stringify([failure.database, failure.table, failure.format, failure.errorCode]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [failure]);
    else group.push(failure);
  }
  return groups;
}
