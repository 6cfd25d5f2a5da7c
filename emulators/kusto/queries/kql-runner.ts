import { KustoError } from '../types/kusto-error.ts';
import type { QueryRunner } from './query-runner.ts';

/** Queries are not part of this build. */
export const kqlRunner: QueryRunner = {
  run() {
    throw new KustoError(
      'BadRequest_NotSupported',
      'Queries are not supported by this build of the emulator.',
    );
  },
};
