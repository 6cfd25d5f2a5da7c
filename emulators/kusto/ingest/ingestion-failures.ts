import { KustoError } from '../types/kusto-error.ts';

export interface IngestionFailure {
  database: string;
  table: string;
  failedOn: Date;
  details: string;
  failureKind: 'Permanent' | 'Transient';
  errorCode: string;
  operation: 'streaming' | 'inline';
  clientRequestId: string;
  format: string;
  originatesFromUpdatePolicy?: boolean;
}

const keptFailures = 1000;

/** The last failures, oldest first; the oldest are dropped. */
export class IngestionFailures {
  readonly #failures: IngestionFailure[] = [];

  add(failure: IngestionFailure): void {
    this.#failures.push(failure);
    if (this.#failures.length > keptFailures) this.#failures.shift();
  }

  list(): readonly IngestionFailure[] {
    return this.#failures;
  }
}

/** What is kept of a failed ingestion. */
export function failureOf(
  request: Pick<
    IngestionFailure,
    'database' | 'table' | 'format' | 'operation' | 'clientRequestId' | 'originatesFromUpdatePolicy'
  >,
  error: unknown,
): IngestionFailure {
  const { database, table, format, operation, clientRequestId, originatesFromUpdatePolicy = false } = request;
  const isPermanent = error instanceof KustoError && error.kind.permanent;
  return {
    database,
    table,
    format,
    operation,
    clientRequestId,
    originatesFromUpdatePolicy,
    failedOn: new Date(),
    details: error instanceof Error ? error.message : String(error),
    failureKind: isPermanent ? 'Permanent' : 'Transient',
    errorCode: error instanceof KustoError ? error.code : 'Internal_ServiceError',
  };
}
