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
      assertSameShape(table, queries.schemaOf({ database: table.database, text }));
    }
  }
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
