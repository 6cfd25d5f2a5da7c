import type { CommandDefinition } from '../command.ts';

const read = { access: 'read' as const };

/** Listings of what a cluster can have and this emulator has none of, and of what every cluster has. */
export const absentCommands: readonly CommandDefinition[] = [
  {
    ...read,
    kind: 'ShowContinuousExports',
    syntax: 'show continuous-exports .',
    columns:
      'Name, ExternalTableName, Query, ForcedLatency:timespan, IntervalBetweenRuns:timespan, CursorScopedTables, ExportProperties, LastRunTime:datetime, StartCursor, IsDisabled:bool, LastRunResult, ExportedTo:datetime, IsRunning:bool',
    run: () => [],
  },
  {
    ...read,
    kind: 'ShowRowStores',
    syntax: 'show rowstores .',
    columns:
      'RowStoreName, RowStoreId:guid, WriteAheadLogStorage, PersistentStorage, IsActive:bool, AssignedToNode, NumberOfKeys:long, WriteAheadLogSize:long, WriteAheadLogStartOffset:long, LocalStorageSize:long, WriteAheadDistanceToSizeRatioThreshold:real, InsertsConcurrencyLimit:long, KeyInsertsConcurrencyLimit:long, UnsealedSizePerKeyLimit:long, NodeInsertsConcurrencyLimit:long, Status, StatusLastUpdatedOn:datetime, UsageTags, IsEmpty:bool, IsDataAvailableForQuery:bool',
    run: () => [],
  },
  {
    ...read,
    kind: 'ShowEntityGroups',
    syntax: 'show entity_groups .',
    columns: 'Name, Entities',
    run: () => [],
  },
  {
    ...read,
    kind: 'ShowWorkloadGroups',
    syntax: 'show workload_groups .',
    columns: 'WorkloadGroupName, WorkloadGroup',
    run: () => [['default', '{}']],
  },
];
