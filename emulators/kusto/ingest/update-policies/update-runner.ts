import { randomUUID } from 'node:crypto';
import { type CatalogState, requireDatabase } from '../../catalog/catalog-state.ts';
import type { TableEntity } from '../../catalog/entities.ts';
import type { CellValue } from '../../encode/cells.ts';
import type { QueryService } from '../../queries/query-service.ts';
import { ticksOfDate } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { failureOf, type IngestionFailure, type IngestionFailures } from '../ingestion-failures.ts';
import { assertSameShape, storedColumns } from '../stored-values.ts';
import { type NewRows, snapshotOverNewRows, withNewRows } from './new-rows.ts';
import { type Update, updateQuery, updatesFrom } from './update-policy.ts';

/** Rows that an update policy made, for a table of the same database. */
export interface UpdateRows extends NewRows {
  isReplacing: boolean;
}

export type UpdateCause = Pick<
  IngestionFailure,
  'database' | 'table' | 'format' | 'operation' | 'clientRequestId'
> & { isReplacing: boolean; signal?: AbortSignal };

/** Runs the update policies that new rows of a table bring about, before anything is stored. */
export class UpdateRunner {
  readonly #catalog: { readonly state: CatalogState };
  readonly #queries: QueryService;
  readonly #failures: IngestionFailures;

  constructor(parts: {
    catalog: { readonly state: CatalogState };
    queries: QueryService;
    failures: IngestionFailures;
  }) {
    this.#catalog = parts.catalog;
    this.#queries = parts.queries;
    this.#failures = parts.failures;
  }

  /**
   * The rows for other tables, through chains of policies; each table is reached once. Throws KustoError when a
   * transactional policy fails; the failure of another one is kept for `.show ingestion failures`.
   */
  async run(rows: NewRows, cause: UpdateCause): Promise<UpdateRows[]> {
    return await this.#follow(rows, cause, new Set([rows.table.name]));
  }

  async #follow(rows: NewRows, cause: UpdateCause, reached: Set<string>): Promise<UpdateRows[]> {
    const state = this.#catalog.state;
    const made: UpdateRows[] = [];
    for (const update of updatesFrom(rows.table.name, requireDatabase(state, rows.table.database))) {
      if (reached.has(update.target.name)) continue;
      const onward = new Set([...reached, update.target.name]);
      try {
        const own = await this.#update(state, rows, update, cause);
        const further = await this.#follow(own, cause, onward);
        made.push({ ...own, isReplacing: cause.isReplacing }, ...further);
      } catch (error) {
        const failure = updateFailure(update, rows.table, error);
        if (update.policy.IsTransactional) throw failure;
        const about = { ...cause, table: update.target.name, originatesFromUpdatePolicy: true };
        this.#failures.add(failureOf(about, failure));
      }
    }
    return made;
  }

  async #update(
    state: CatalogState,
    rows: NewRows,
    { target, policy }: Update,
    cause: UpdateCause,
  ): Promise<NewRows> {
    const database = requireDatabase(state, rows.table.database);
    const startedOn = new Date();
    const nowTicks = ticksOfDate(startedOn);
    const result = await this.#queries.readRows({
      database: database.entity.name,
      text: updateQuery(policy, rows.table.name),
      parameters: new Map(),
      options: new Map([['servertimeout', '00:10:00']]),
      nowTicks,
      user: '',
      info: {
        clientRequestId: `${cause.clientRequestId};UpdatePolicy;${target.name}`,
        activityId: randomUUID(),
        application: 'UpdatePolicy',
        user: '',
        startedOn,
      },
      signal: cause.signal ?? new AbortController().signal,
      over: {
        snapshot: snapshotOverNewRows(state, database, rows.table),
        during: (connection, work) => withNewRows(connection, rows, nowTicks, work),
      },
    });
    assertSameShape(target, result.columns);
    const columns: CellValue[][] = storedColumns(target, result.rows);
    return { table: target, columns, rowCount: result.rows.length };
  }
}

function updateFailure({ target }: Update, source: TableEntity, error: unknown): KustoError {
  const reason = error instanceof Error ? error.message : String(error);
  const isPermanent = !(error instanceof KustoError) || error.kind.permanent;
  const message = `Failed to invoke update policy. Target Table = '${target.name}', Source Table = '${source.name}': ${reason}`;
  return new KustoError(isPermanent ? 'BadRequest_UpdatePolicyFailure' : 'UpdatePolicyFailure', message, {
    cause: error,
  });
}
