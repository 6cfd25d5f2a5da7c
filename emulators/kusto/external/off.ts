import { KustoError } from '../types/kusto-error.ts';

/** The answer to what needs external tables while the emulator has no folder for them. */
export function externalTablesAreOff(): KustoError {
  return new KustoError(
    'BadRequest_NotSupported',
    'External tables are off: start the emulator with --external-tables DIR, the folder from which they may read.',
  );
}
