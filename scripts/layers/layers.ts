/**
 * The architecture (ARCHITECTURE.md): which folder may import from which. A file belongs to the longest folder listed
 * here that holds it; what is not allowed is forbidden. A folder may always import from itself and below.
 */
export interface Layer {
  folder: string;
  /** Folders that it may import from, beside itself; `/**` at the end also means the layers inside. */
  mayImport: string[];
  /** Pure code: no Node built-in modules, so that it also runs in a browser and cannot do I/O. */
  isPure?: boolean;
}

export const layers: Layer[] = [
  { folder: 'shared', mayImport: [], isPure: true },
  { folder: 'shared/node', mayImport: ['shared'] },
  { folder: 'kql', mayImport: ['shared'] },
  { folder: 'kql/analysis', mayImport: ['shared', 'kql'], isPure: true },
  { folder: 'components', mayImport: ['shared'], isPure: true },
  { folder: 'app', mayImport: ['components', 'shared'] },
  { folder: 'ingestion', mayImport: ['kql', 'shared', 'shared/node'] },
  {
    folder: 'server',
    mayImport: [
      'kql',
      'kql/analysis',
      'shared',
      'shared/node',
      'server/rules',
      'server/store',
      'server/streams',
    ],
  },
  { folder: 'server/rules', mayImport: ['shared'], isPure: true },
  { folder: 'server/store', mayImport: ['shared', 'shared/node'] },
  {
    folder: 'server/streams',
    mayImport: ['ingestion/sources', 'ingestion/batches', 'shared', 'shared/node'],
  },
  {
    folder: 'emulators/kusto',
    mayImport: [
      'shared/node',
      'emulators/kusto/compile',
      'emulators/kusto/functions',
      'emulators/kusto/types',
    ],
  },
  {
    folder: 'emulators/kusto/compile',
    mayImport: ['emulators/kusto/functions', 'emulators/kusto/types'],
    isPure: true,
  },
  { folder: 'emulators/kusto/functions', mayImport: ['emulators/kusto/types'] },
  { folder: 'emulators/kusto/types', mayImport: [] },
  { folder: 'emulators/event-hubs', mayImport: ['shared/node'] },
  { folder: 'emulators/conformance', mayImport: ['shared', 'shared/node'] },
  { folder: 'scripts', mayImport: ['server/**', 'ingestion/**', 'emulators/**', 'kql/**', 'shared/**'] },
  { folder: 'e2e', mayImport: ['shared', 'shared/node'] },
];
