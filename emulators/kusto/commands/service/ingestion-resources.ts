import type { CommandDefinition } from '../command.ts';

/** What a data management service tells clients of queued ingestion; this emulator has none of its storage. */
export const ingestionResourceCommands: readonly CommandDefinition[] = [
  {
    kind: 'GetIngestionResources',
    syntax: 'get ingestion resources .',
    access: 'read',
    columns: 'ResourceTypeName, StorageRoot',
    run: () => [],
  },
  {
    kind: 'GetKustoIdentityToken',
    syntax: 'get kusto identity token .',
    access: 'read',
    columns: 'AuthorizationContext',
    run: () => [['kusto-emulator']],
  },
  {
    kind: 'ShowExportContainers',
    syntax: 'show export containers .',
    access: 'read',
    columns: 'StorageRoot',
    run: () => [],
  },
];
