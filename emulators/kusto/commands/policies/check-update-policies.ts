import { z } from 'zod';
import { type CatalogState, requireDatabase, requireTable } from '../../catalog/catalog-state.ts';
import type { TableEntity } from '../../catalog/entities.ts';
import { assertSameShape } from '../../ingest/stored-values.ts';
import {
  hasSource,
  readUpdatePolicies,
  type UpdatePolicy,
  updateQuery,
} from '../../ingest/update-policies/update-policy.ts';
import type { QueryService } from '../../queries/query-service.ts';
import { KustoError } from '../../types/kusto-error.ts';

/** Throws KustoError for a policy of the table that could not work: its source, its query or the columns of that. */
export function checkUpdatePolicies(
  value: unknown,
  table: TableEntity,
  state: CatalogState,
  queries: QueryService,
): void {
  for (const policy of policiesIn(value)) {
    if (!policy.IsEnabled) continue;
    for (const source of sourcesOf(policy, table, state)) {
      const text = updateQuery(policy, source.name);
      const { columns, readsExternalTables } = queries.examine({ database: table.database, text });
      if (readsExternalTables) throw externalTableInPolicy();
      assertSameShape(table, columns);
    }
  }
}

/** Allowed are only accelerated external tables (update-policy.md, query limitations), which this emulator has none of. */
function externalTableInPolicy(): KustoError {
  const message = 'The update policy is not valid: its query cannot read external tables.';
  return new KustoError('General_BadRequest', message);
}

function policiesIn(value: unknown): UpdatePolicy[] {
  try {
    return readUpdatePolicies(value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new KustoError('General_BadRequest', `The update policy is not valid: ${issues.join('; ')}.`, {
      cause: error,
    });
  }
}

function sourcesOf(policy: UpdatePolicy, table: TableEntity, state: CatalogState): TableEntity[] {
  const database = requireDatabase(state, table.database);
  if (!policy.SourceIsWildCard) return [requireTable(database, policy.Source)];
  return [...database.tables.values()].filter(
    (source) => source.name !== table.name && hasSource(policy, source.name),
  );
}
