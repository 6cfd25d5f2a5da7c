import { cpus, freemem, totalmem } from 'node:os';
import { requireDatabase } from '../../catalog/catalog-state.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import type { CommandDefinition } from '../command.ts';

const buildVersion = '1.0.0.0';
const buildTime = new Date('2026-01-01T00:00:00Z');

export const showVersion: CommandDefinition = {
  kind: 'ShowVersion',
  syntax: 'show version .',
  access: 'read',
  columns: 'BuildVersion, BuildTime:datetime, ServiceType, ProductVersion, ServiceOffering',
  run: () => [
    [buildVersion, ticksOfDate(buildTime), 'Engine', `KustoEmulator_${buildVersion}`, '{"Type":"Emulator"}'],
  ],
};

export const showCluster: CommandDefinition = {
  kind: 'ShowCluster',
  syntax: 'show cluster .',
  access: 'read',
  columns:
    'NodeId, Address, Name, StartTime:datetime, IsAdmin:bool, MachineTotalMemory:long, MachineAvailableMemory:long, ProcessorCount:int, EnvironmentDescription',
  run: (call) => [
    [
      'KEngine000000',
      call.engine.address,
      'KEngine000000',
      ticksOfDate(call.engine.startedOn),
      true,
      totalmem(),
      freemem(),
      cpus().length,
      '{"Type":"Emulator"}',
    ],
  ],
};

export const showCapacity: CommandDefinition = {
  kind: 'ShowCapacity',
  syntax: 'show capacity .',
  access: 'read',
  columns: 'Resource, Total:long, Consumed:long, Remaining:long',
  run(call) {
    const { total, consumed } = call.engine.queries.capacity;
    return [['Queries', total, consumed, total - consumed]];
  },
};

export const showPrincipalRoles: CommandDefinition = {
  kind: 'ShowPrincipalRoles',
  syntax: 'show principal roles .',
  access: 'read',
  columns: 'Scope, DisplayName, AADObjectID, Role',
  run: () => [['Cluster', 'Everyone (the emulator has no sign-in)', '', 'AllDatabasesAdmin']],
};

export const showDatabasePrincipals: CommandDefinition = {
  kind: 'ShowDatabasePrincipals',
  syntax: 'show database {database} principals .',
  access: 'read',
  columns:
    'Role, PrincipalType, PrincipalDisplayName, PrincipalObjectId, PrincipalFQN, Notes, RoleAssignmentIdentifier',
  run(call) {
    const { entity } = requireDatabase(call.engine.catalog.state, call.name('database'));
    return [
      [`Database ${entity.name} Admin`, 'Everyone', 'Everyone (the emulator has no sign-in)', '', '', '', ''],
    ];
  },
};

const cacheStatus = { access: 'write' as const, columns: 'NodeId, Status' };

/** Schema changes are seen at once here, so these caches are always clear. */
export const clearStreamingSchema: readonly CommandDefinition[] = [
  {
    ...cacheStatus,
    kind: 'ClearDatabaseCacheStreamingIngestionSchema',
    syntax: 'clear database cache streamingingestion schema .',
    run: () => [['KEngine000000', 'Succeeded']],
  },
  {
    ...cacheStatus,
    kind: 'ClearTableCacheStreamingIngestionSchema',
    syntax: 'clear table {table} cache streamingingestion schema .',
    run: () => [['KEngine000000', 'Succeeded']],
  },
  {
    ...cacheStatus,
    kind: 'RefreshDatabaseTableCacheIngestionBatchingPolicy',
    syntax: 'refresh database {database} table {table} cache ingestionbatchingpolicy .',
    run: () => [['KEngine000000', 'Succeeded']],
  },
];

export const cancelQuery: CommandDefinition = {
  kind: 'CancelQuery',
  syntax: 'cancel query {id}',
  access: 'write',
  columns: 'RunningQueryCanceled:bool, ClientRequestId, ReasonPhrase',
  run(call) {
    const reason = call.reader.properties().get('reason') ?? '';
    call.reader.expectEnd();
    const id = call.name('id');
    // Best effort (Kusto docs, cancel-query-command.md): a query that has ended is no error.
    return [[call.engine.running.cancel(id, reason), id, reason]];
  },
};
